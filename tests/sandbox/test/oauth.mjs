// Constant Contact V3 as an application meets it: made in the portal, allowed by a person, traded for tokens.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';

export const APPS = 'https://app.constantcontact.com/pages/dma/portal';
export const AUTHZ = 'https://authz.constantcontact.com/oauth2/default/v1';
export const REDIRECT = 'https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/constant-contact';
export const DANA = { username: 'dana@bluedoorbakery.example', password: 'rolling-pin-3' };

export const basic = (user, password) => ({ Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` });
export const bearer = (token) => ({ Authorization: `Bearer ${token}` });
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

/** Makes an application in the portal and returns it. */
export async function application(client, flow, { redirects = [REDIRECT], refresh = 'rotating' } = {}) {
  await client.post(`${APPS}/login`, DANA);
  const app = (await client.postJson(`${APPS}/app`, { name: `Keyfob ${flow}`, flow, refresh })).json();
  if (flow !== 'device') assert.deepEqual((await client.postJson(`${APPS}/app/${app.id}/save`, { redirects })).json().redirects, redirects);
  return app;
}

/** Generates a secret in the portal. */
export const newSecret = async (client, app) => (await client.postJson(`${APPS}/app/${app.id}/secret`)).json().secret;

/** From the authorize address to the redirect's parameters, as a person would: log in, allow. */
export async function authorize(client, parameters, person = DANA) {
  let at = await client.get(`${AUTHZ}/authorize?${new URLSearchParams(parameters)}`);
  if (at.text.includes('name="password"')) at = await client.post(`${at.url}/login`, person);
  if (at.text.includes('/confirm"')) at = await client.post(`${at.url}/confirm`, {});
  return at.location ? Object.fromEntries(new URL(at.location).searchParams) : at;
}

export const verifier = randomBytes(32).toString('base64url');
export const pkce = (app, redirect = REDIRECT) => ({
  response_type: 'code', client_id: app.id, redirect_uri: redirect, scope: 'account_read contact_data offline_access', state: 'state-1',
  code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256',
});

/** A request to the token endpoint: of a public application, or with the secret of a confidential one. */
export const token = (client, app, fields, secret) => (secret
  ? client.post(`${AUTHZ}/token`, fields, { ...basic(app.id, secret), ...FORM })
  : client.post(`${AUTHZ}/token`, { client_id: app.id, ...fields }));

export const trade = (client, app, code, secret) => token(client, app, {
  grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: verifier,
}, secret);

export const renew = (client, app, refresh, secret) => token(client, app, { grant_type: 'refresh_token', refresh_token: refresh }, secret);

/** The tokens of a new connection. */
export async function connect(client, app, { secret, person = DANA } = {}) {
  const { code } = await authorize(client, pkce(app), person);
  return (await trade(client, app, code, secret)).json();
}
