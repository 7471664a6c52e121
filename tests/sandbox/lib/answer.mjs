// Holds a portal's answer back until it is whole, so that a fault can change it on its way out.

/**
 * Lets `change` see the whole answer of `res` once, before the first byte of it is sent.
 * @param {import('node:http').ServerResponse} res
 * @param {(answer: {status: number, location?: string, body: string}) => object | null} change
 *   gives the answer to send; null closes the connection without one
 */
export function changeAnswer(res, change) {
  const parts = [];
  const bytes = (chunk, encoding) => parts.push(Buffer.from(chunk, typeof encoding === 'string' ? encoding : undefined));
  res.writeHead = (status, ...rest) => {
    res.statusCode = status;
    const headers = rest.find((one) => one && typeof one === 'object') ?? {};
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    return res;
  };
  res.write = (chunk, encoding) => {
    bytes(chunk, encoding);
    return true;
  };
  res.end = (chunk, encoding) => {
    if (chunk && typeof chunk !== 'function') bytes(chunk, encoding);
    // What was put in front is taken away again: the methods of the class are under it.
    for (const name of ['writeHead', 'write', 'end']) delete res[name];
    const answer = change({ status: res.statusCode, location: res.getHeader('location'), body: Buffer.concat(parts).toString('utf8') });
    if (!answer) {
      res.socket?.destroy();
      return res;
    }
    res.statusCode = answer.status;
    if (answer.location) res.setHeader('location', answer.location);
    if (answer.type) res.setHeader('content-type', answer.type);
    res.setHeader('content-length', Buffer.byteLength(answer.body));
    return res.end(answer.body);
  };
}
