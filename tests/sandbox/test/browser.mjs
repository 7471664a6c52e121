// A small HTTP client that reaches the sandbox by the providers' names and keeps cookies.

import { request } from 'node:https';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../server.mjs';

/** Starts the portals in a folder of their own for one test file. */
export async function sandbox(options = {}) {
  const state = mkdtempSync(join(tmpdir(), 'keyfob-sandbox-'));
  const running = await startSandbox({ state, ...options });
  const control = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${running.control}${path}`, { method, body: body && JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  };
  return {
    ...running,
    client: () => new Client(running.https),
    issued: async (field) => (await control('GET', `/issued?field=${field}`)).body,
    configure: (change) => control('POST', '/config', change),
    controlCall: control,
    reset: () => control('POST', '/reset'),
    async stop() {
      await running.stop();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

export class Client {
  constructor(port) {
    this.port = port;
    this.cookies = [];
  }

  /** One exchange, no redirect followed. */
  async send(method, address, { body, headers = {} } = {}) {
    const url = new URL(address);
    const cookie = this.cookies
      .filter((one) => url.hostname === one.domain || url.hostname.endsWith(`.${one.domain}`))
      .filter((one) => url.pathname.startsWith(one.path))
      .map((one) => `${one.name}=${one.value}`).join('; ');
    const form = body && !(typeof body === 'string');
    const payload = form ? new URLSearchParams(body).toString() : body;
    const sent = { Host: url.hostname, ...(cookie && { Cookie: cookie }), ...(form && { 'Content-Type': 'application/x-www-form-urlencoded' }), ...headers };
    if (payload) sent['Content-Length'] = Buffer.byteLength(payload);
    const answer = await new Promise((done, failed) => {
      const req = request({ host: '127.0.0.1', port: this.port, servername: url.hostname, rejectUnauthorized: false, method, path: url.pathname + url.search, headers: sent }, done);
      req.once('error', failed);
      req.end(payload);
    });
    const parts = [];
    for await (const part of answer) parts.push(part);
    for (const line of answer.headers['set-cookie'] ?? []) this.keep(line, url.hostname);
    const text = Buffer.concat(parts).toString('utf8');
    const location = answer.headers.location && new URL(answer.headers.location, url).href;
    return { status: answer.statusCode, headers: answer.headers, text, location, url: url.href, json: () => JSON.parse(text) };
  }

  keep(line, host) {
    const [pair, ...attributes] = line.split(/;\s*/);
    const cut = pair.indexOf('=');
    const of = (name) => attributes.find((one) => one.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
    const cookie = { name: pair.slice(0, cut), value: pair.slice(cut + 1), domain: (of('domain') ?? host).replace(/^\./, ''), path: of('path') ?? '/' };
    this.cookies = this.cookies.filter((one) => one.name !== cookie.name || one.domain !== cookie.domain || one.path !== cookie.path);
    if (cookie.value && of('max-age') !== '0') this.cookies.push(cookie);
  }

  /** Follows redirects on sandbox hosts; stops at any other host and returns that redirect. */
  async go(method, address, options = {}, stopAt = '.chromiumapp.org') {
    let answer = await this.send(method, address, options);
    for (let hops = 0; answer.location && answer.status < 400 && hops < 12; hops += 1) {
      if (new URL(answer.location).hostname.endsWith(stopAt)) return answer;
      answer = await this.send('GET', answer.location);
    }
    return answer;
  }

  get(address, options) { return this.go('GET', address, options); }

  post(address, body, headers) { return this.go('POST', address, { body, headers }); }

  postJson(address, body) {
    return this.go('POST', address, { body: JSON.stringify(body ?? {}), headers: { 'Content-Type': 'application/json' } });
  }
}
