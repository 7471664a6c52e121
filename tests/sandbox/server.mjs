// Serves the providers' real host names from loopback, one HTTPS port for all of them.
//
//   node server.mjs --port 8443 --state DIR [--control-port 0] [--wordpress PORT]
//
// Start Chromium with --host-resolver-rules that map the printed hosts to the port.

import { createServer } from 'node:https';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readArguments } from './lib/arguments.mjs';
import { certificate, keyOf } from './lib/certificate.mjs';
import { controlServer } from './lib/control.mjs';
import { Exchange } from './lib/exchange.mjs';
import { covers } from './lib/hosts.mjs';
import { endWithParent } from './lib/lifetime.mjs';
import { describe } from './lib/request-log.mjs';
import { World } from './lib/world.mjs';
import { accounts } from './lib/accounts.mjs';
import { openPortals } from './portals/index.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' };

/** Styles and scripts of the portals' pages, the same on every host. */
async function asset(x) {
  const name = /^\/assets\/([a-z0-9-]+\.(css|js))$/.exec(x.path);
  if (!name) return false;
  try {
    x.send(200, TYPES[name[2]], await readFile(join(here, 'assets', name[1])));
  } catch {
    x.notFound();
  }
  return true;
}

/**
 * Starts the portals.
 * @param {{port?: number, controlPort?: number, state: string, wordpress?: number}} options
 */
export async function startSandbox({ port = 0, controlPort = 0, state, wordpress }) {
  const world = new World();
  const portals = openPortals(world, wordpress);
  world.reset();
  const hosts = portals.flatMap((portal) => portal.hosts);
  const tls = certificate(state, hosts);
  const server = createServer(tls, async (req, res) => {
    const host = (req.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    const portal = portals.find((one) => one.hosts.some((pattern) => covers(pattern, host)));
    const x = new Exchange(req, res, host);
    const noted = world.note(describe(x));
    res.once('finish', () => { noted.status = res.statusCode; });
    try {
      if (await world.faults.meet(x)) return;
      if (!portal) x.send(421, 'text/plain', `The sandbox does not serve ${host}.`);
      else if (portal.raw || !(await asset(x))) await portal.handle(x);
    } catch (error) {
      process.stderr.write(`sandbox: ${x.method} ${host}${x.path}: ${error.stack}\n`);
      if (!res.headersSent) x.send(500, 'text/plain', 'The sandbox failed here; see its output.');
    }
  });
  const control = controlServer(world, accounts);
  const listen = (one, at) => new Promise((done, failed) => {
    one.once('error', failed).listen(at, '127.0.0.1', () => done(one.address().port));
  });
  return {
    https: await listen(server, port),
    control: await listen(control, controlPort),
    hosts,
    key: keyOf(tls.cert),
    world,
    async stop() {
      await Promise.all([server, control].map((one) => new Promise((done) => {
        one.close(done);
        one.closeAllConnections();
      })));
    },
  };
}

async function main() {
  const { options } = readArguments(process.argv.slice(2));
  const sandbox = await startSandbox({
    port: Number(options.port ?? 8443),
    controlPort: Number(options['control-port'] ?? 0),
    state: resolve(options.state ?? join(here, '../../.cache/sandbox')),
    wordpress: options.wordpress ? Number(options.wordpress) : undefined,
  });
  endWithParent(() => sandbox.stop());
  const { https, control, hosts, key } = sandbox;
  process.stdout.write(`${JSON.stringify({ ready: true, https, control, hosts, key })}\n`);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    process.stderr.write(`sandbox: ${error.message}\n`);
    process.exit(1);
  });
}
