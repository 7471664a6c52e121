// What a good server never does, and what every server does now and then: rules that a test sets.

import { randomUUID } from 'node:crypto';
import { changeAnswer } from './answer.mjs';
import { covers } from './hosts.mjs';

const GATEWAY = '<!doctype html><html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr></body></html>';

/** Instead of the portal's answer. Each gives its answer itself. */
const INSTEAD = {
  drop: (x) => x.req.socket.destroy(),
  html: (x, { status = 502 }) => x.html(GATEWAY, status),
  status: (x, { status = 500, body = {}, headers = {} }) => x.json(body, status, headers),
  'rate-limit': (x, { retry_after: wait = 7 }) => x.json({ error: 'too_many_requests' }, 429, { 'Retry-After': String(wait) }),
};

/** A JSON answer with other fields; other answers are left alone. */
function patched(answer, { set = {}, remove = [] }) {
  const fields = JSON.parse(answer.body);
  for (const name of remove) delete fields[name];
  return { ...answer, body: JSON.stringify({ ...fields, ...set }) };
}

/** A redirect that carries a code or an error back, with other parameters. */
function redirected(answer, edit) {
  const url = new URL(answer.location);
  edit(url.searchParams);
  return { ...answer, location: url.href };
}

/** Takes the portal's answer and gives another one. */
const AFTERWARDS = {
  // The server did it and the answer got lost on its way.
  'lost-answer': () => null,
  'broken-json': (answer) => ({ ...answer, body: answer.body.slice(0, Math.ceil(answer.body.length / 2)) }),
  patch: patched,
  'no-refresh-token': (answer) => patched(answer, { remove: ['refresh_token'] }),
  'token-type-mac': (answer) => patched(answer, { set: { token_type: 'mac' } }),
  'wrong-state': (answer) => redirected(answer, (query) => query.set('state', 'another-state')),
  'no-state': (answer) => redirected(answer, (query) => query.delete('state')),
  'wrong-iss': (answer) => redirected(answer, (query) => query.set('iss', 'https://authz.constantcontact.com.login.example')),
  'no-iss': (answer) => redirected(answer, (query) => query.delete('iss')),
  'no-code': (answer) => redirected(answer, (query) => query.delete('code')),
  'two-codes': (answer) => redirected(answer, (query) => query.append('code', 'a-second-code')),
};

const ON_REDIRECTS = new Set(['wrong-state', 'no-state', 'wrong-iss', 'no-iss', 'no-code', 'two-codes']);
const ON_ANY_ANSWER = new Set(['lost-answer', 'broken-json']);

/** Whether a fault has something to change in that answer. */
function concerns({ fault }, { status, location, body }) {
  if (ON_REDIRECTS.has(fault)) {
    const query = location && URL.canParse(location) ? new URL(location).searchParams : new URLSearchParams();
    return query.has('code') || query.has('error');
  }
  return ON_ANY_ANSWER.has(fault) || (status < 400 && body.startsWith('{'));
}

export const FAULTS = ['delay', 'hold', 'limit', ...Object.keys(INSTEAD), ...Object.keys(AFTERWARDS)];

export class Faults {
  /** @param {() => number} now the world's clock, in milliseconds */
  constructor(now) {
    this.now = now;
    this.rules = [];
    /** Requests that wait for `release`: `{ id, host, method, path, go }`. */
    this.held = [];
    this.watchers = [];
  }

  /**
   * @param {{fault: string, host: string, path?: string, method?: string, times?: number, after?: number}} rule
   *   `path` may end in `*`; the first `after` requests pass; then it acts `times` times, or until it is removed
   * @throws {Error} with a sentence that names what is wrong
   */
  add(rule) {
    if (!FAULTS.includes(rule.fault)) throw new Error(`no fault named ${rule.fault}; there are ${FAULTS.join(', ')}`);
    if (!rule.host) throw new Error('host says where the fault is');
    for (const name of ['times', 'after', 'ms', 'retry_after', 'calls', 'seconds', 'status']) {
      if (name in rule && !(Number.isFinite(rule[name]) && rule[name] >= 0)) throw new Error(`${name} is a number`);
    }
    if (rule.fault === 'limit' && !(rule.calls && rule.seconds)) throw new Error('limit wants calls and seconds');
    const added = { id: randomUUID(), after: 0, ...rule, acted: 0 };
    this.rules.push(added);
    return added;
  }

  /** Takes all rules away and lets everything go on that waits. */
  clear() {
    this.rules = [];
    this.release();
  }

  matching(x) {
    return this.rules.filter(({ host, path, method, times, acted }) => covers(host, x.host)
      && (!method || method === x.method) && acted < (times ?? Infinity)
      && (!path || (path.endsWith('*') ? x.path.startsWith(path.slice(0, -1)) : x.path === path)));
  }

  /** Counts a request against a rule; true when the rule acts on it. */
  acts(rule) {
    if (rule.after > 0) {
      rule.after -= 1;
      return false;
    }
    rule.acted += 1;
    return true;
  }

  /** Does what comes before the portal's answer, and sees to what comes after it. True: it has been answered. */
  async meet(x) {
    const rules = this.matching(x);
    const later = rules.filter((rule) => AFTERWARDS[rule.fault]);
    for (const rule of rules.filter((one) => !later.includes(one))) {
      if (rule.fault === 'limit') {
        const wait = this.full(rule);
        if (wait) {
          rule.acted += 1;
          INSTEAD['rate-limit'](x, { retry_after: wait });
          return true;
        }
      } else if (this.acts(rule)) {
        if (rule.fault === 'hold') await this.hold(x);
        else if (rule.fault === 'delay') await new Promise((done) => { setTimeout(done, rule.ms ?? 1000); });
        else {
          INSTEAD[rule.fault](x, rule);
          return true;
        }
      }
    }
    if (later.length) {
      changeAnswer(x.res, (answer) => later.reduce((given, rule) => (
        given && concerns(rule, given) && this.acts(rule) ? AFTERWARDS[rule.fault](given, rule) : given), answer));
    }
    return false;
  }

  /** Seconds to wait when the window of a limit is full, else 0; a window begins with its first call. */
  full(rule) {
    if (rule.until === undefined || this.now() >= rule.until) Object.assign(rule, { until: this.now() + rule.seconds * 1000, seen: 0 });
    rule.seen += 1;
    return rule.seen > rule.calls ? Math.max(1, Math.ceil((rule.until - this.now()) / 1000)) : 0;
  }

  hold(x) {
    return new Promise((go) => {
      const entry = { id: randomUUID(), host: x.host, method: x.method, path: x.path, go };
      this.held.push(entry);
      // Who gave up waiting waits no longer.
      x.res.once('close', () => this.release(entry.id));
      this.watchers = this.watchers.filter((watcher) => !watcher());
    });
  }

  /** Lets one held request go on, or all of them; how many there were. */
  release(id) {
    const going = this.held.filter((entry) => !id || entry.id === id);
    this.held = this.held.filter((entry) => !going.includes(entry));
    for (const entry of going) entry.go();
    return going.length;
  }

  /** The held requests, once there are `count` of them. */
  waiting(count) {
    const told = () => this.held.map(({ go, ...entry }) => entry);
    return new Promise((done) => {
      const look = () => {
        if (this.held.length < count) return false;
        done(told());
        return true;
      };
      if (!look()) this.watchers.push(look);
    });
  }
}
