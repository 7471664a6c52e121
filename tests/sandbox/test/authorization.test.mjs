import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { sandbox } from './browser.mjs';
import {
  application, authorize, AUTHZ, basic, bearer, connect, newSecret, pkce, renew, token, trade,
} from './oauth.mjs';

const DAY = 24 * 3600;
const PRIVILEGES = 'https://api.cc.email/v3/account/user/privileges';
let box;
before(async () => { box = await sandbox(); });
after(() => box.stop());
beforeEach(async () => { await box.reset(); await box.configure({ delay_ms: 0 }); });
const later = (seconds) => box.controlCall('POST', '/clock', { advance_seconds: seconds });
const works = async (client, access) => (await client.get(PRIVILEGES, { headers: bearer(access) })).status === 200;

test('a code lives five minutes and is good for one use', async () => {
  const client = box.client();
  const app = await application(client, 'pkce');
  const old = await authorize(client, pkce(app));
  await later(301);
  assert.equal((await trade(client, app, old.code)).json().error, 'invalid_grant');
  const { code } = await authorize(client, pkce(app));
  await later(290);
  const tokens = (await trade(client, app, code)).json();
  assert.ok(tokens.access_token);
  assert.equal((await trade(client, app, code)).json().error, 'invalid_grant');
});

test('an access token ends after a day of the providers’ clock', async () => {
  const client = box.client();
  const app = await application(client, 'pkce');
  const { access_token: access } = await connect(client, app);
  await later(DAY - 10);
  assert.ok(await works(client, access));
  await later(20);
  assert.ok(!await works(client, access));
});

test('a rotating refresh token lives 180 days from its last use', async () => {
  const client = box.client();
  const app = await application(client, 'pkce');
  let { refresh_token: refresh } = await connect(client, app);
  for (let i = 0; i < 3; i += 1) {
    await later(179 * DAY);
    const next = (await renew(client, app, refresh)).json();
    assert.ok(next.access_token, JSON.stringify(next));
    assert.notEqual(next.refresh_token, refresh);
    refresh = next.refresh_token;
  }
  await later(181 * DAY);
  assert.equal((await renew(client, app, refresh)).json().error, 'invalid_grant');
});

test('a long-lived refresh token stays the same, and dies when it is not used for 180 days', async () => {
  const client = box.client();
  const app = await application(client, 'code', { refresh: 'long-lived' });
  const secret = await newSecret(client, app);
  const { refresh_token: refresh } = await connect(client, app, { secret });
  for (let i = 0; i < 3; i += 1) {
    await later(179 * DAY);
    const next = (await renew(client, app, refresh, secret)).json();
    assert.equal(next.refresh_token, refresh, JSON.stringify(next));
    assert.ok(await works(client, next.access_token));
  }
  await later(181 * DAY);
  assert.equal((await renew(client, app, refresh, secret)).json().error, 'invalid_grant');
});

test('invalid_client: a confidential application without its secret, a public one with Basic, an id in two places', async () => {
  const client = box.client();
  const confidential = await application(client, 'code');
  const secret = await newSecret(client, confidential);
  const open = await application(client, 'pkce');
  const fields = { grant_type: 'refresh_token', refresh_token: 'nothing' };
  const error = async (answer) => [answer.status, answer.json().error];
  assert.deepEqual(await error(await token(client, confidential, fields)), [401, 'invalid_client']);
  assert.deepEqual(await error(await token(client, open, fields, 'some-secret')), [401, 'invalid_client']);
  assert.deepEqual(await error(await token(client, confidential, { ...fields, client_id: confidential.id }, secret)), [401, 'invalid_client']);
  assert.deepEqual(await error(await token(client, confidential, fields, secret)), [400, 'invalid_grant']);
  const { code } = await authorize(client, pkce(confidential));
  assert.equal((await trade(client, confidential, code)).json().error, 'invalid_client');
  assert.ok((await trade(client, confidential, code, secret)).json().access_token, 'the refusal cost the code nothing');
});

test('a wildcard stands for one label, and only for a label', async () => {
  const client = box.client();
  const app = await application(client, 'pkce', { redirects: ['https://*.shop.chromiumapp.org/back'] });
  const given = async (redirect) => (await authorize(client, pkce(app, redirect))).code !== undefined;
  assert.ok(await given('https://one.shop.chromiumapp.org/back'));
  for (const other of ['https://a.b.shop.chromiumapp.org/back', 'https://shop.chromiumapp.org/back', 'https://one.shop.chromiumapp.org/other', 'https://oneshop.chromiumapp.org/back']) {
    assert.ok(!await given(other), other);
  }
});

test('a device code ends after a quarter of an hour', async () => {
  const client = box.client();
  const app = await application(client, 'device');
  const start = (await client.post(`${AUTHZ}/device/authorize`, { client_id: app.id, scope: 'account_read offline_access' })).json();
  const poll = () => token(client, app, { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: start.device_code });
  assert.equal((await poll()).json().error, 'authorization_pending');
  await later(start.expires_in + 1);
  assert.equal((await poll()).json().error, 'expired_token');
});

test('a token that was switched off works no longer, nor does the refresh token of another one', async () => {
  const client = box.client();
  const app = await application(client, 'pkce');
  const tokens = await connect(client, app);
  assert.deepEqual((await box.controlCall('POST', '/revoke', { value: tokens.access_token })).body, { revoked: true });
  assert.ok(!await works(client, tokens.access_token));
  await box.controlCall('POST', '/revoke', { value: tokens.refresh_token });
  assert.equal((await renew(client, app, tokens.refresh_token)).json().error, 'invalid_grant');
  assert.deepEqual((await box.controlCall('POST', '/revoke', { value: 'nobody knows it' })).body, { revoked: false });
});

test('the log of token requests says how the application named itself, and no secret', async () => {
  const client = box.client();
  const app = await application(client, 'code');
  const secret = await newSecret(client, app);
  await renew(client, app, 'nothing', secret);
  await client.post(`${AUTHZ}/token`, { grant_type: 'refresh_token' }, { Authorization: `${secret}${secret}` });
  const seen = (await box.controlCall('GET', '/log?host=authz.constantcontact.com&method=POST')).body;
  assert.equal(seen[0].authorization, 'Basic');
  assert.equal(seen[0].status, 400);
  const coded = basic(app.id, secret).Authorization.split(' ')[1];
  for (const one of [secret, coded]) assert.ok(!JSON.stringify((await box.controlCall('GET', '/log')).body).includes(one));
});
