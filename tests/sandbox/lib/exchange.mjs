// One request and its answer, with what every portal needs: address, cookies, body, short answers.

const LARGEST_BODY = 1 << 20;

export class Exchange {
  constructor(req, res, host) {
    this.req = req;
    this.res = res;
    this.host = host;
    this.method = req.method;
    this.url = new URL(req.url, `https://${host}`);
    this.path = this.url.pathname;
    this.cookies = Object.fromEntries((req.headers.cookie ?? '').split(/;\s*/).filter(Boolean).map((pair) => {
      const cut = pair.indexOf('=');
      return [pair.slice(0, cut), decodeURIComponent(pair.slice(cut + 1))];
    }));
    this.setCookies = [];
  }

  /** The whole body as text. */
  async text() {
    const parts = [];
    let size = 0;
    for await (const part of this.req) {
      size += part.length;
      if (size > LARGEST_BODY) throw new Error('body too large');
      parts.push(part);
    }
    return Buffer.concat(parts).toString('utf8');
  }

  /** The body's fields, from a form or from JSON. */
  async fields() {
    const text = await this.text();
    if ((this.req.headers['content-type'] ?? '').includes('json')) return JSON.parse(text || '{}');
    return Object.fromEntries(new URLSearchParams(text));
  }

  /** A session cookie for `domain` and all its hosts, as portals with many hosts set them. */
  cookie(name, value, domain) {
    this.setCookies.push(`${name}=${encodeURIComponent(value)}; Domain=${domain}; Path=/; Secure; HttpOnly; SameSite=Lax`);
  }

  dropCookie(name, domain) {
    this.setCookies.push(`${name}=; Domain=${domain}; Path=/; Secure; HttpOnly; Max-Age=0`);
  }

  send(status, type, body, headers = {}) {
    if (this.setCookies.length) this.res.setHeader('Set-Cookie', this.setCookies);
    this.res.writeHead(status, { 'Content-Type': type, ...headers });
    this.res.end(body);
  }

  html(body, status = 200) { this.send(status, 'text/html; charset=utf-8', body); }

  json(body, status = 200, headers = {}) { this.send(status, 'application/json; charset=utf-8', JSON.stringify(body), headers); }

  redirect(to, status = 302) { this.send(status, 'text/html; charset=utf-8', '', { Location: to }); }

  notFound() { this.html('<!doctype html><title>Not found</title><h1>404</h1><p>This page does not exist.</p>', 404); }

  /** What stands behind `Authorization: <scheme> `, or undefined. */
  authorization(scheme) {
    const [given, ...rest] = (this.req.headers.authorization ?? '').split(' ');
    return given.toLowerCase() === scheme.toLowerCase() ? rest.join(' ') : undefined;
  }

  /** User and password of HTTP Basic, or undefined. */
  basic() {
    const coded = this.authorization('Basic');
    if (coded === undefined) return undefined;
    const text = Buffer.from(coded, 'base64').toString('utf8');
    const cut = text.indexOf(':');
    return cut < 0 ? undefined : { user: text.slice(0, cut), password: text.slice(cut + 1) };
  }
}
