import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { sandbox } from './browser.mjs';
import {
  application, authorize, connect, pkce, renew, trade,
} from './oauth.mjs';

const HOST = 'authz.constantcontact.com';
const API = 'https://us21.api.mailchimp.com/3.0/ping';
let box;
before(async () => { box = await sandbox(); });
after(() => box.stop());
beforeEach(async () => { await box.reset(); await box.configure({ delay_ms: 0 }); });
const fault = async (rule) => {
  const answer = await box.controlCall('POST', '/faults', rule);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
};
const onTokens = (name, more) => fault({ fault: name, host: HOST, path: '/oauth2/default/v1/token', times: 1, ...more });

test('the way back: another state, none, another issuer, two codes, no code', async () => {
  const client = box.client();
  const app = await application(client, 'pkce');
  const back = async (name) => {
    await fault({ fault: name, host: HOST, times: 1 });
    return authorize(client, pkce(app));
  };
  assert.equal((await back('wrong-state')).state, 'another-state');
  assert.equal((await back('no-state')).state, undefined);
  assert.notEqual((await back('wrong-iss')).iss, 'https://authz.constantcontact.com/oauth2/default');
  assert.equal((await back('no-iss')).iss, undefined);
  assert.equal((await back('no-code')).code, undefined);
  assert.equal((await back('two-codes')).code, 'a-second-code', 'the last one wins in the object');
  const right = await authorize(client, pkce(app));
  assert.deepEqual([right.state, right.iss], ['state-1', 'https://authz.constantcontact.com/oauth2/default']);
});

test('the token endpoint: HTML, half of the JSON, no refresh token, another type, other fields', async () => {
  const client = box.client();
  const app = await application(client, 'pkce');
  const answer = async (name, more) => {
    const { code } = await authorize(client, pkce(app));
    await onTokens(name, more);
    return trade(client, app, code);
  };
  const html = await answer('html');
  assert.deepEqual([html.status, html.headers['content-type']], [502, 'text/html; charset=utf-8']);
  const half = await answer('broken-json');
  assert.throws(() => half.json(), SyntaxError);
  const without = (await answer('no-refresh-token')).json();
  assert.deepEqual([typeof without.access_token, without.refresh_token], ['string', undefined]);
  assert.equal((await answer('token-type-mac')).json().token_type, 'mac');
  const other = (await answer('patch', { set: { expires_in: -1 }, remove: ['scope'] })).json();
  assert.deepEqual([other.expires_in, other.scope], [-1, undefined]);
});

test('an answer that got lost: the refresh token was used up all the same', async () => {
  const client = box.client();
  const app = await application(client, 'pkce');
  const { refresh_token: refresh } = await connect(client, app);
  await onTokens('lost-answer');
  await assert.rejects(renew(client, app, refresh), { code: 'ECONNRESET' });
  assert.equal((await renew(client, app, refresh)).json().error, 'invalid_grant');
});

test('a dropped request reached nobody: the refresh token is still good', async () => {
  const client = box.client();
  const app = await application(client, 'pkce');
  const { refresh_token: refresh } = await connect(client, app);
  await onTokens('drop');
  await assert.rejects(renew(client, app, refresh), { code: 'ECONNRESET' });
  assert.ok((await renew(client, app, refresh)).json().access_token);
});

test('a slow server answers when it is told to', async () => {
  await fault({ fault: 'hold', host: 'us21.api.mailchimp.com', times: 2 });
  let answered = 0;
  const calls = [1, 2].map(async () => {
    const answer = await box.client().get(API);
    answered += 1;
    return answer;
  });
  const held = (await box.controlCall('GET', '/held?count=2')).body;
  assert.deepEqual([held.length, held[0].path, answered], [2, '/3.0/ping', 0]);
  assert.deepEqual((await box.controlCall('POST', '/release', { id: held[0].id })).body, { released: 1 });
  assert.deepEqual((await box.controlCall('GET', '/held')).body.map((one) => one.id), [held[1].id]);
  await Promise.race(calls);
  assert.equal(answered, 1);
  await box.controlCall('POST', '/release');
  assert.deepEqual((await Promise.all(calls)).map((one) => one.status), [401, 401]);
});

test('limits: so many calls, then 429 with the seconds to wait, by the providers’ clock', async () => {
  const ask = async () => box.client().get(API);
  await fault({ fault: 'limit', host: '*.api.mailchimp.com', calls: 2, seconds: 60 });
  assert.deepEqual([(await ask()).status, (await ask()).status], [401, 401]);
  const refused = await ask();
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers['retry-after']) > 50 && Number(refused.headers['retry-after']) <= 60);
  await box.controlCall('POST', '/clock', { advance_seconds: 61 });
  assert.equal((await ask()).status, 401);
});

test('a rule acts after so many requests, so often, on one method, until it is taken away', async () => {
  const ask = async (method = 'GET') => (await box.client().send(method, API)).status;
  await fault({ fault: 'status', status: 503, host: 'us21.api.mailchimp.com', path: '/3.0/*', method: 'GET', after: 1, times: 2 });
  assert.deepEqual([await ask(), await ask(), await ask('POST'), await ask(), await ask()], [401, 503, 401, 503, 401]);
  await fault({ fault: 'rate-limit', host: 'us21.api.mailchimp.com', retry_after: 3 });
  assert.equal((await box.client().get(API)).headers['retry-after'], '3');
  assert.deepEqual((await box.controlCall('DELETE', '/faults')).body, []);
  assert.equal(await ask(), 401);
});

test('a rule that makes no sense is refused with its reason', async () => {
  const refused = async (rule) => (await box.controlCall('POST', '/faults', rule)).body.error;
  assert.match(await refused({ fault: 'fire', host: 'x.example' }), /no fault named fire/);
  assert.match(await refused({ fault: 'drop' }), /host/);
  assert.match(await refused({ fault: 'limit', host: 'x.example' }), /calls and seconds/);
  assert.match(await refused({ fault: 'drop', host: 'x.example', times: 'often' }), /times is a number/);
  assert.match((await box.controlCall('POST', '/clock', { advance_seconds: -1 })).body.error, /not negative/);
});
