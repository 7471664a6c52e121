// The client's site under its own https name, in front of the WordPress on loopback.

import { request } from 'node:http';

/** @param {number | undefined} port where WordPress listens; without it the site says so */
export function wordpressFront(port) {
  return {
    hosts: ['bluedoorbakery.example', 'www.bluedoorbakery.example'],
    raw: true,
    handle(x) {
      if (!port) {
        x.send(502, 'text/plain', 'No WordPress here: start the sandbox with --wordpress PORT.');
        return undefined;
      }
      return new Promise((done) => {
        const inner = request({
          host: '127.0.0.1',
          port,
          method: x.method,
          path: x.req.url,
          headers: { ...x.req.headers, host: x.host, 'x-forwarded-proto': 'https', 'x-forwarded-for': '127.0.0.1' },
        }, (answer) => {
          x.res.writeHead(answer.statusCode, answer.rawHeaders);
          answer.pipe(x.res);
          answer.once('close', done);
        });
        inner.once('error', () => {
          if (!x.res.headersSent) x.send(502, 'text/plain', 'WordPress does not answer.');
          done();
        });
        x.req.pipe(inner);
      });
    },
  };
}
