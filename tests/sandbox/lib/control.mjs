// The tests' own way in: plain HTTP on loopback, nothing a page could reach by a provider's name.

import { createServer } from 'node:http';
import { Exchange } from './exchange.mjs';

const matching = (x, list, names) => list.filter((entry) => names.every((name) => {
  const wanted = x.url.searchParams.get(name);
  return wanted === null || String(entry[name]) === wanted;
}));

/** `METHOD /path` -> what answers it; a value given back is sent as JSON. */
function routes(world, accounts) {
  const clock = () => ({ now: new Date(world.now()).toISOString(), ahead_seconds: world.ahead / 1000 });
  const rules = () => world.faults.rules.map(({ until, seen, ...rule }) => rule);
  return {
    'POST /reset': () => {
      world.reset();
      return { ok: true };
    },
    'GET /accounts': () => accounts,
    'GET /issued': (x) => matching(x, world.issued, ['provider', 'kind', 'field', 'account', 'label']),
    'GET /config': () => world.config,
    'POST /config': (x, given) => world.configure(given),
    'GET /log': (x) => matching(x, world.log, ['host', 'method', 'path', 'status']),
    'GET /clock': clock,
    'POST /clock': (x, given) => {
      world.advance(given.advance_seconds);
      return clock();
    },
    'POST /revoke': (x, given) => ({ revoked: world.revoke(given.value) }),
    'POST /make': (x, { kind, ...given }) => {
      const maker = world.makers.get(kind);
      if (!maker) throw new Error(`nothing is made of the kind ${kind}; there are ${[...world.makers.keys()].join(', ')}`);
      return maker(given);
    },
    'POST /sign-out': () => {
      world.sessions.clear();
      return { ok: true };
    },
    'GET /faults': rules,
    'POST /faults': (x, given) => {
      for (const rule of [given].flat()) world.faults.add(rule);
      return rules();
    },
    'DELETE /faults': () => {
      world.faults.clear();
      return rules();
    },
    'GET /held': (x) => world.faults.waiting(Number(x.url.searchParams.get('count') ?? 0)),
    'POST /release': (x, given) => ({ released: world.faults.release(given.id) }),
  };
}

/**
 * @param {import('./world.mjs').World} world
 * @param {object[]} accounts who can sign in where
 */
export function controlServer(world, accounts) {
  const known = routes(world, accounts);
  return createServer(async (req, res) => {
    const x = new Exchange(req, res, '127.0.0.1');
    try {
      // A page in the test browser must not steer the sandbox: browsers send Origin with such requests.
      if (req.headers.origin) return x.json({ error: 'not for pages' }, 403);
      const route = known[`${x.method} ${x.path}`];
      if (!route) return x.json({ error: `nothing at ${x.method} ${x.path}` }, 404);
      const given = x.method === 'POST' ? JSON.parse(await x.text() || '{}') : {};
      return x.json(await route(x, given));
    } catch (error) {
      return x.json({ error: error.message }, 400);
    }
  });
}
