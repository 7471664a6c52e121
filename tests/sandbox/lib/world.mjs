// What the sandbox remembers: people, sessions, issued values, requests seen. In memory only.

import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { changed, defaults } from './config.mjs';

const LOG_LENGTH = 5000;

/** Random text from an alphabet. */
export function randomText(length, alphabet) {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
export const randomHex = (bytes) => randomBytes(bytes).toString('hex');
export const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
export const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789';

export class World {
  constructor() {
    /** Called after the memory was emptied, so that each portal can put its first things back. */
    this.onReset = [];
    this.empty();
  }

  empty() {
    this.config = defaults();
    this.sessions = new Map();
    this.issued = [];
    this.log = [];
  }

  reset() {
    this.empty();
    for (const seed of this.onReset) seed();
  }

  configure(change) {
    this.config = changed(this.config, change);
    return this.config;
  }

  /** Remembers a value that a provider made. `existing`: it was there before the test began. */
  issue({ provider, kind, field, value, account, label = null, existing = false }) {
    const entry = { id: randomUUID(), provider, kind, field, value, account, label, existing, at: new Date().toISOString() };
    this.issued.push(entry);
    return entry;
  }

  /** Opens a session and returns its id, for a cookie. */
  open(session) {
    const id = randomHex(16);
    this.sessions.set(id, session);
    return id;
  }

  session(id) { return this.sessions.get(id); }

  note(entry) {
    this.log.push({ at: new Date().toISOString(), ...entry });
    if (this.log.length > LOG_LENGTH) this.log.shift();
  }
}
