// What the log keeps of a request: never a secret.

/** Names of query parameters and form fields whose values may be read in the log. */
const OPEN_FIELDS = new Set(['grant_type', 'response_type', 'scope', 'redirect_uri', 'code_challenge_method', 'client_id', 'page', 'service', 'prompt']);

/** Form-encoded text with every value but the harmless ones replaced by its length. */
export function redact(text) {
  return [...new URLSearchParams(text)]
    .map(([name, value]) => `${name}=${OPEN_FIELDS.has(name) ? value : `<${value.length} characters>`}`)
    .join('&');
}

/** How a request says who it is: the scheme alone. */
export function scheme(header = '') {
  const [name, ...rest] = header.split(' ');
  return rest.length ? name : (header && `<${header.length} characters>`) || null;
}

export function describe(x) {
  return {
    host: x.host,
    method: x.method,
    path: x.path,
    query: redact(x.url.search.slice(1)),
    headers: Object.keys(x.req.headers),
    authorization: scheme(x.req.headers.authorization),
    origin: x.req.headers.origin ?? null,
    status: null,
  };
}
