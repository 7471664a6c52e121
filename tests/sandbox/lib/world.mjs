// What the sandbox remembers: people, sessions, issued values, requests seen, its clock. In memory only.

import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { changed, defaults } from './config.mjs';
import { Faults } from './faults.mjs';

const LOG_LENGTH = 5000;

/** Random text from an alphabet. */
export function randomText(length, alphabet) {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
export const randomHex = (bytes) => randomBytes(bytes).toString('hex');
export const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
export const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789';
export const DIGITS = '0123456789';

export class World {
  constructor() {
    /** Called after the memory was emptied, so that each portal can put its first things back. */
    this.onReset = [];
    /** Asked in turn to switch a value off; the portal that made it says true. */
    this.onRevoke = [];
    /** What a test can have made without walking a portal: kind -> maker. */
    this.makers = new Map();
    this.faults = new Faults(() => this.now());
    this.empty();
  }

  empty() {
    this.config = defaults();
    this.sessions = new Map();
    this.issued = [];
    this.log = [];
    /** Milliseconds by which the providers' clock is ahead of the real one. */
    this.ahead = 0;
    this.faults.clear();
  }

  reset() {
    this.empty();
    for (const seed of this.onReset) seed();
  }

  configure(change) {
    this.config = changed(this.config, change);
    return this.config;
  }

  /** The providers' time in milliseconds since the epoch. */
  now() { return Date.now() + this.ahead; }

  /** Everything the providers know gets older by that many seconds. */
  advance(seconds) {
    if (!(Number.isFinite(seconds) && seconds >= 0)) throw new Error('advance_seconds is a number that is not negative');
    this.ahead += seconds * 1000;
  }

  /** Remembers a value that a provider made. `existing`: it was there before the test began. */
  issue({ provider, kind, field, value, account, label = null, existing = false }) {
    const entry = { id: randomUUID(), provider, kind, field, value, account, label, existing, at: new Date(this.now()).toISOString() };
    this.issued.push(entry);
    return entry;
  }

  /** Switches a value off at its provider, as the person or the provider's staff would. */
  revoke(value) { return this.onRevoke.some((revoke) => revoke(value)); }

  /** Opens a session and returns its id, for a cookie. */
  open(session) {
    const id = randomHex(16);
    this.sessions.set(id, session);
    return id;
  }

  session(id) { return this.sessions.get(id); }

  /** A portal's pause before it gives what was asked for. */
  pause() { return new Promise((done) => { setTimeout(done, this.config.delay_ms); }); }

  note(entry) {
    const noted = { at: new Date(this.now()).toISOString(), ...entry };
    this.log.push(noted);
    if (this.log.length > LOG_LENGTH) this.log.shift();
    return noted;
  }
}
