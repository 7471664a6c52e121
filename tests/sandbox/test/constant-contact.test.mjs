import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { sandbox } from './browser.mjs';
import {
  application, APPS, authorize, AUTHZ, DANA, pkce, REDIRECT, verifier,
} from './oauth.mjs';

const PORTAL = 'https://constantcontact.mashery.com';
const WINDOW = 'https://oauth2.constantcontact.com/oauth2/oauth/siteowner';
let box;
before(async () => { box = await sandbox(); });
after(() => box.stop());
beforeEach(async () => { await box.reset(); await box.configure({ delay_ms: 0 }); });

test('V2: key from the developer account, token from the other account, both needed', async () => {
  const client = box.client();
  assert.match((await client.get(`${PORTAL}/apps/register`)).text, /no longer supported/);
  assert.equal((await client.get(`${PORTAL}/apps/mykeys`)).url, `${PORTAL}/login/?redirect=/apps/mykeys`);
  const mine = await client.post(`${PORTAL}/login/`, { handle: 'robinvale', passwd: 'dev-elm-24', redirect: '/apps/mykeys' });
  const key = /<th>Key<\/th><td><code>([a-z0-9]{24})</.exec(mine.text)[1];
  assert.ok((await client.get(`${PORTAL}/io-docs`)).text.includes(`value="${key}" placeholder`));

  const query = new URLSearchParams({ response_type: 'token', client_id: key, redirect_uri: `${PORTAL}/io-docs` });
  assert.match((await client.get(`${WINDOW}/authorize?${query}`)).text, /I already have an account/);
  const allow = await client.post(`${WINDOW}/login?${query}`, { luser: DANA.username, lpass: DANA.password });
  assert.match(allow.text, /Blue Door Bakery/);
  const token = (await client.postJson(`${WINDOW}/allow?${query}`)).json();
  assert.match(token.access_token, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.equal(token.expires_in, 315359999);

  const info = (given, bearer) => client.get(`https://api.constantcontact.com/v2/account/info?api_key=${given}`, { headers: { Authorization: `Bearer ${bearer}` } });
  assert.equal((await info(key, token.access_token)).json().organization_name, 'Blue Door Bakery');
  assert.equal((await info(key, 'nothing')).status, 401);
  assert.equal((await info('nothing', token.access_token)).json()[0].error_key, 'mashery.not.authorized.inactive');
  await box.configure({ v2_api: 'not-yet-active' });
  assert.equal((await info(key, token.access_token)).status, 403);
});

test('V3 with PKCE: tokens work, refresh tokens rotate, a used one ends the grant', async () => {
  const client = box.client();
  const app = await application(client, 'pkce');
  const back = await authorize(client, pkce(app));
  assert.equal(back.state, 'state-1');
  const exchange = (fields) => client.post(`${AUTHZ}/token`, { client_id: app.id, ...fields });
  const answer = await exchange({ grant_type: 'authorization_code', code: back.code, redirect_uri: REDIRECT, code_verifier: verifier });
  assert.equal(answer.status, 200, answer.text);
  const tokens = answer.json();
  assert.equal(tokens.token_type, 'Bearer');
  assert.equal(tokens.expires_in, 86400);
  assert.match(tokens.access_token, /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
  assert.equal(answer.headers['access-control-allow-origin'], undefined);

  const summary = await client.get('https://api.cc.email/v3/account/summary', { headers: { Authorization: `Bearer ${tokens.access_token}` } });
  assert.equal(summary.json().organization_name, 'Blue Door Bakery');
  assert.equal((await client.get('https://api.cc.email/v3/account/user/privileges', { headers: { Authorization: 'Bearer no' } })).json().error_key, 'unauthorized');

  const renewed = (await exchange({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token })).json();
  assert.notEqual(renewed.refresh_token, tokens.refresh_token);
  const replayed = await exchange({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token });
  assert.equal(replayed.json().error, 'invalid_grant');
  assert.deepEqual((await box.issued('access_token')).map((one) => one.value), [tokens.access_token, renewed.access_token]);
  const log = JSON.stringify((await box.controlCall('GET', '/log')).body);
  for (const secret of [back.code, verifier, tokens.refresh_token, tokens.access_token]) assert.ok(!log.includes(secret));
});

test('V3: no challenge, a wrong verifier and an unlisted address are refused', async () => {
  const client = box.client();
  const app = await application(client, 'pkce');
  const { code_challenge: challenge, code_challenge_method: method, ...without } = pkce(app);
  assert.ok(challenge && method);
  assert.equal((await authorize(client, without)).error, 'invalid_request');
  const elsewhere = await authorize(client, { ...pkce(app), redirect_uri: `${REDIRECT}/more` });
  assert.equal(elsewhere.status, 400);
  const back = await authorize(client, pkce(app));
  const wrong = await client.post(`${AUTHZ}/token`, { client_id: app.id, grant_type: 'authorization_code', code: back.code, redirect_uri: REDIRECT, code_verifier: 'x'.repeat(43) });
  assert.equal(wrong.json().error, 'invalid_grant');
});

test('V3: without offline_access there is no refresh token, and refusing says so', async () => {
  const client = box.client();
  const app = await application(client, 'pkce');
  const back = await authorize(client, { ...pkce(app), scope: 'account_read' });
  const tokens = (await client.post(`${AUTHZ}/token`, { client_id: app.id, grant_type: 'authorization_code', code: back.code, redirect_uri: REDIRECT, code_verifier: verifier })).json();
  assert.equal(tokens.refresh_token, undefined);
  const page = await client.get(`${AUTHZ}/authorize?${new URLSearchParams(pkce(app))}`);
  const denied = await client.post(`${page.url}/deny`, {});
  assert.equal(new URL(denied.location).searchParams.get('error'), 'access_denied');
});

test('V3 with a secret: a new secret ends the old one', async () => {
  const client = box.client();
  const app = await application(client, 'code');
  const secrets = [];
  for (let i = 0; i < 2; i += 1) secrets.push((await client.postJson(`${APPS}/app/${app.id}/secret`)).json().secret);
  const probe = (secret) => client.post(`${AUTHZ}/token`, { grant_type: 'refresh_token', refresh_token: 'nothing' }, {
    Authorization: `Basic ${Buffer.from(`${app.id}:${secret}`).toString('base64')}`, 'Content-Type': 'application/x-www-form-urlencoded',
  });
  assert.equal((await probe(secrets[0])).json().error, 'invalid_client');
  assert.equal((await probe(secrets[1])).json().error, 'invalid_grant');
  assert.ok(!(await client.get(`${APPS}/app/${app.id}`)).text.includes(secrets[1]));
});

test('V3 device flow: the person enters the code, the device gets its tokens', async () => {
  const client = box.client();
  const app = await application(client, 'device');
  const start = (await client.post(`${AUTHZ}/device/authorize`, { client_id: app.id, scope: 'account_read offline_access' })).json();
  const poll = () => box.client().post(`${AUTHZ}/token`, { client_id: app.id, grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: start.device_code });
  assert.equal((await poll()).json().error, 'authorization_pending');
  const hidden = (text) => /name="xsrf" value="([^"]+)"/.exec(text)[1];
  const entry = await client.get(start.verification_uri);
  const confirm = await client.post(entry.url, { xsrf: hidden(entry.text), user_code: start.user_code });
  let at = await client.post(entry.url, { xsrf: hidden(confirm.text), user_code: start.user_code, confirm: 'yes' });
  at = await client.post(`${at.url}/login`, DANA);
  at = await client.post(`${at.url}/confirm`, {});
  assert.match(at.text, /is connected/);
  assert.match((await poll()).json().access_token, /^eyJ/);
});

test('V3: no metadata is published; creation can be closed', async () => {
  const client = box.client();
  for (const path of ['/.well-known/openid-configuration', '/oauth2/default/.well-known/oauth-authorization-server', '/.well-known/oauth-authorization-server']) {
    assert.equal((await client.get(`https://authz.constantcontact.com${path}`)).status, 404);
  }
  await client.post(`${APPS}/login`, DANA);
  await box.configure({ v3_creation: 'closed' });
  assert.ok(!(await client.get(`${APPS}/`)).text.includes('id="new-application"'));
  assert.equal((await client.postJson(`${APPS}/app`, { name: 'x', flow: 'pkce' })).status, 403);
});
