// A real WordPress on loopback: PHP's own server over an SQLite file.
//
//   node wordpress.mjs start --port 8881 --state DIR
//   node wordpress.mjs option NAME --state DIR
//   node wordpress.mjs snapshot --state DIR
//   node wordpress.mjs reset --state DIR
//   node wordpress.mjs language LOCALE --state DIR     en_US, or one that fetch.sh gets
//
// `fetch.sh` must have run once. The files of WordPress are shared, the database is
// the state folder's own, so `reset` is a file copy and works while it serves.

import { execFile, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, copyFile, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { endWithParent } from '../lib/lifetime.mjs';
import { readArguments } from '../lib/arguments.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const repo = resolve(here, '../../..');
const run = promisify(execFile);

/** The login of the sandbox's WordPress administrator. */
export const login = { user: 'dana', password: 'loaf-and-ladder-7' };

/** Where fetch.sh put things, and how to call PHP with them. */
function installation() {
  const base = join(resolve(process.env.KEYFOB_CACHE ?? join(repo, '.cache')), 'wordpress');
  if (!existsSync(join(base, 'ready'))) {
    throw new Error(`No WordPress in ${base}. Run tests/sandbox/wordpress/fetch.sh first.`);
  }
  const version = readFileSync(join(base, 'php/version'), 'utf8').trim();
  return { base, site: join(base, 'site'), php: join(base, `root/usr/bin/php${version}`) };
}

/** The folder of shared libraries under `root`, for the machine's architecture. */
async function libraryPath(base) {
  const lib = join(base, 'root/usr/lib');
  const triples = (await readdir(lib)).filter((name) => name.includes('-linux-'));
  return triples.map((name) => join(lib, name)).join(':');
}

/** Writes the state folder's php.ini and returns what every PHP call needs. */
async function phpFor(state) {
  const { base, site, php } = installation();
  const modules = join(base, 'root/usr/lib/php');
  const api = (await readdir(modules)).find((name) => /^\d{8}$/.test(name));
  const wanted = ['mbstring', 'tokenizer', 'ctype', 'iconv', 'fileinfo', 'dom', 'simplexml', 'xml',
    'xmlreader', 'xmlwriter', 'exif', 'curl', 'pdo', 'pdo_sqlite', 'sqlite3', 'posix', 'phar'];
  const there = new Set(await readdir(join(modules, api)));
  // Some Debian builds have a module built in; then there is no file for it.
  const lines = wanted.filter((name) => there.has(`${name}.so`)).map((name) => `extension=${name}`);
  const ini = join(state, 'php.ini');
  await writeFile(ini, [
    `extension_dir="${join(modules, api)}"`,
    'zend_extension=opcache', 'opcache.enable=1', 'opcache.validate_timestamps=1', 'opcache.revalidate_freq=0',
    ...lines, 'memory_limit=256M', 'display_errors=0', 'log_errors=1', `error_log="${join(state, 'php.log')}"`, 'date.timezone=UTC', '',
  ].join('\n'));
  return {
    php,
    site,
    flags: ['-n', '-c', ini],
    env: {
      ...process.env,
      LD_LIBRARY_PATH: await libraryPath(base),
      KEYFOB_WP_STATE: state,
      PHP_CLI_SERVER_WORKERS: '4',
    },
  };
}

const database = (state) => join(state, 'wordpress.sqlite');
const snapshotFile = (state) => join(state, 'snapshot.sqlite');

/** Every file under a folder, sorted. */
async function filesUnder(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((one) => one.isFile()).map((one) => join(one.parentPath ?? one.path, one.name)).sort();
}

/**
 * Copies what is ours (configuration, plugin, SQLite drop-in) into the shared site.
 * Only when it has changed: another server may be reading these files.
 */
async function dress(site) {
  const source = join(here, 'plugin/keyfob-fixtures');
  const config = join(here, 'php/wp-config.php');
  const digest = createHash('sha256').update(site);
  for (const file of [config, ...await filesUnder(source)]) digest.update(file).update(await readFile(file));
  const wanted = digest.digest('hex');
  const stamp = join(site, '../dressed');
  if (existsSync(stamp) && await readFile(stamp, 'utf8') === wanted) return;

  await copyFile(config, join(site, 'wp-config.php'));
  const plugins = join(site, 'wp-content/plugins');
  await rm(join(plugins, 'keyfob-fixtures'), { recursive: true, force: true });
  await cp(source, join(plugins, 'keyfob-fixtures'), { recursive: true });
  const driver = join(plugins, 'sqlite-database-integration');
  const dropIn = (await readFile(join(driver, 'db.copy'), 'utf8'))
    .replaceAll('{SQLITE_IMPLEMENTATION_FOLDER_PATH}', driver)
    .replaceAll('{SQLITE_PLUGIN}', 'sqlite-database-integration/load.php');
  await writeFile(join(site, 'wp-content/db.php'), dropIn);
  await writeFile(stamp, wanted);
}

/** Ends a server that an earlier, killed process left behind. */
async function endLeftover(state) {
  const file = join(state, 'php.pid');
  if (!existsSync(file)) return;
  const pid = Number(await readFile(file, 'utf8'));
  const cmdline = `/proc/${pid}/cmdline`;
  // Only if that process is still ours: numbers are reused.
  if (pid > 1 && existsSync(cmdline) && readFileSync(cmdline, 'utf8').includes(join(state, 'php.ini'))) {
    try { process.kill(-pid, 'SIGKILL'); } catch { /* gone meanwhile */ }
  }
  await rm(file, { force: true });
}

/** Resolves when something accepts connections on the port; rejects when `child` ends first. */
function accepting(port, child) {
  return new Promise((done, failed) => {
    child.once('exit', (code) => failed(new Error(`PHP ended with ${code}; is port ${port} taken?`)));
    const attempt = () => {
      const socket = createConnection(port, '127.0.0.1');
      socket.once('connect', () => { socket.destroy(); done(); });
      socket.once('error', () => { if (child.exitCode === null) setTimeout(attempt, 25); });
    };
    attempt();
  });
}

async function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/**
 * Starts WordPress, installing it first when the state folder is new.
 * @param {{port?: number, state: string}} options
 * @returns {Promise<{url: string, port: number, user: string, password: string, version: string, stop: () => Promise<void>}>}
 */
export async function startWordPress({ port = 0, state }) {
  await mkdir(state, { recursive: true });
  await endLeftover(state);
  const { php, site, flags, env } = await phpFor(state);
  await dress(site);
  if (!existsSync(snapshotFile(state))) {
    await rm(database(state), { force: true });
    await run(php, [...flags, join(here, 'php/install.php'), site, login.user, login.password], { env });
    await snapshot(state);
  }
  const version = /wp_version = '([^']+)'/.exec(await readFile(join(site, 'wp-includes/version.php'), 'utf8'))[1];
  const at = port || await freePort();
  // detached: own process group. Ending the master alone would leave its workers on the port.
  const child = spawn(php, [...flags, '-S', `127.0.0.1:${at}`, '-t', site, join(here, 'php/router.php')],
    { env, detached: true, stdio: ['ignore', 'ignore', 'ignore'] });
  await writeFile(join(state, 'php.pid'), String(child.pid));
  await accepting(at, child);
  const ended = new Promise((done) => child.once('exit', done));
  return {
    url: `http://127.0.0.1:${at}`,
    port: at,
    ...login,
    version,
    async stop() {
      try { process.kill(-child.pid, 'SIGTERM'); } catch { /* gone meanwhile */ }
      await ended;
      await rm(join(state, 'php.pid'), { force: true });
    },
  };
}

/** The stored value of an option, straight from the database: text as it is, arrays as JSON. */
export async function option(state, name) {
  const { php, flags, env } = await phpFor(state);
  const { stdout } = await run(php, [...flags, join(here, 'php/database.php'), 'option', database(state), name], { env });
  return stdout;
}

/** The language of the site, its administration included: `en_US`, `de_DE`, `es_ES`, `fr_FR`. Works while serving. */
export async function setLanguage(state, locale) {
  const { php, site, flags, env } = await phpFor(state);
  if (locale !== 'en_US' && !existsSync(join(site, `wp-content/languages/${locale}.mo`))) throw new Error(`no words for ${locale}`);
  await run(php, [...flags, join(here, 'php/database.php'), 'language', database(state), locale], { env });
}

/** Keeps the database as it is now; `reset` goes back to it. Works while serving. */
export async function snapshot(state) {
  const { php, flags, env } = await phpFor(state);
  const part = `${snapshotFile(state)}.part`;
  await rm(part, { force: true });
  await run(php, [...flags, join(here, 'php/database.php'), 'snapshot', database(state), part], { env });
  await rename(part, snapshotFile(state));
}

/** Puts the last snapshot back (the fresh installation, if none was taken). Works while serving. */
export async function reset(state) {
  const part = `${database(state)}.part`;
  await copyFile(snapshotFile(state), part);
  await rm(`${database(state)}-wal`, { force: true });
  await rm(`${database(state)}-shm`, { force: true });
  await rename(part, database(state));
}

async function main() {
  const { words: [command, name], options } = readArguments(process.argv.slice(2));
  const state = resolve(options.state ?? join(repo, '.cache/wordpress-state'));
  if (command === 'start') {
    if (!existsSync(join(resolve(process.env.KEYFOB_CACHE ?? join(repo, '.cache')), 'wordpress/ready'))) {
      const fetched = spawnSync(join(here, 'fetch.sh'), { stdio: ['ignore', 'inherit', 'inherit'] });
      if (fetched.status !== 0) process.exit(fetched.status ?? 1);
    }
    const site = await startWordPress({ port: Number(options.port ?? 0), state });
    endWithParent(() => site.stop());
    const { stop, ...told } = site;
    process.stdout.write(`${JSON.stringify({ ready: true, ...told, state })}\n`);
  } else if (command === 'option' && name) {
    process.stdout.write(`${await option(state, name)}\n`);
  } else if (command === 'language' && name) {
    await setLanguage(state, name);
  } else if (command === 'snapshot') {
    await snapshot(state);
  } else if (command === 'reset') {
    await reset(state);
  } else {
    process.stderr.write('usage: wordpress.mjs start [--port N] | option NAME | language LOCALE | snapshot | reset  [--state DIR]\n');
    process.exit(2);
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    process.stderr.write(`wordpress: ${error.stderr || error.message}\n`);
    process.exit(1);
  });
}
