// The tests' own way in: plain HTTP on loopback, nothing a page could reach by a provider's name.

import { createServer } from 'node:http';
import { Exchange } from './exchange.mjs';

/**
 * POST /reset · GET /issued[?provider=&kind=&field=] · GET|POST /config · GET /log[?host=] · GET /accounts
 * @param {import('./world.mjs').World} world
 * @param {object[]} accounts who can sign in where
 */
export function controlServer(world, accounts) {
  return createServer(async (req, res) => {
    const x = new Exchange(req, res, '127.0.0.1');
    try {
      // A page in the test browser must not steer the sandbox: browsers send Origin with such requests.
      if (req.headers.origin) return x.json({ error: 'not for pages' }, 403);
      const matching = (list, names) => list.filter((entry) => names.every((name) => {
        const wanted = x.url.searchParams.get(name);
        return wanted === null || entry[name] === wanted;
      }));
      switch (`${x.method} ${x.path}`) {
        case 'POST /reset': world.reset(); return x.json({ ok: true });
        case 'GET /issued': return x.json(matching(world.issued, ['provider', 'kind', 'field']));
        case 'GET /config': return x.json(world.config);
        case 'POST /config': return x.json(world.configure(JSON.parse(await x.text() || '{}')));
        case 'GET /log': return x.json(matching(world.log, ['host', 'method', 'path']));
        case 'GET /accounts': return x.json(accounts);
        default: return x.json({ error: `nothing at ${x.method} ${x.path}` }, 404);
      }
    } catch (error) {
      return x.json({ error: error.message }, 400);
    }
  });
}
