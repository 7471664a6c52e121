// A self-signed certificate for the sandbox's hosts, kept in the state folder.

import { execFileSync } from 'node:child_process';
import { X509Certificate, createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What a browser knows a certificate by that it is told to trust: the digest of its public key, in base64.
 * @param {Buffer} cert
 */
export const keyOf = (cert) =>
  createHash('sha256').update(new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' })).digest('base64');

/**
 * @param {string} state folder that keeps key and certificate
 * @param {string[]} names DNS names, wildcards allowed
 * @returns {{key: Buffer, cert: Buffer}}
 */
export function certificate(state, names) {
  mkdirSync(state, { recursive: true });
  const key = join(state, 'tls.key');
  const cert = join(state, 'tls.crt');
  const list = join(state, 'tls.names');
  const wanted = names.join('\n');
  if (!existsSync(cert) || !existsSync(list) || readFileSync(list, 'utf8') !== wanted) {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
      '-keyout', key, '-out', cert, '-days', '90', '-subj', '/CN=Keyfob sandbox',
      // Of a server and no authority, so that whoever trusts this one certificate can check it.
      '-addext', 'basicConstraints=critical,CA:FALSE',
      '-addext', `subjectAltName=${[...names, 'localhost'].map((name) => `DNS:${name}`).join(',')},IP:127.0.0.1`],
    { stdio: ['ignore', 'ignore', 'pipe'] });
    writeFileSync(list, wanted);
  }
  return { key: readFileSync(key), cert: readFileSync(cert) };
}
