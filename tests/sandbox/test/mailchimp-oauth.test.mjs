import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { sandbox } from './browser.mjs';
import { bearer } from './oauth.mjs';

const LOGIN = 'https://login.mailchimp.com';
const ADMIN = 'https://us21.admin.mailchimp.com';
const REDIRECT = 'https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/mailchimp';
const DANA = { username: 'dana@bluedoorbakery.example', password: 'sour-dough-21' };
const KIM = { username: 'kim@harbourchoir.example', password: 'descant-6' };
let box;
before(async () => { box = await sandbox(); });
after(() => box.stop());
beforeEach(async () => { await box.reset(); await box.configure({ delay_ms: 0 }); });

/** Registers an app as a person would, and reads its id and secret off the page. */
async function register(client, redirect = REDIRECT) {
  await client.post(`${LOGIN}/login/post/`, { ...DANA, referrer: '/' });
  const page = await client.post(`${ADMIN}/account/oauth2/create/`, { name: 'Keyfob', redirect_uri: redirect });
  const read = (id) => new RegExp(`id="${id}">([^<]+)<`).exec(page.text)[1];
  return { client_id: read('client-id'), client_secret: read('client-secret'), page };
}

async function authorize(client, app, more = {}, person = KIM) {
  const query = new URLSearchParams({ response_type: 'code', client_id: app.client_id, redirect_uri: REDIRECT, state: 'state-2', ...more });
  const address = `${LOGIN}/oauth2/authorize?${query}`;
  let at = await client.get(address);
  if (at.text.includes('name="password"')) at = await client.post(address, person);
  return at.text.includes('id="allow"') ? client.post(address, { answer: 'allow' }) : at;
}
const parameters = (at) => Object.fromEntries(new URL(at.location).searchParams);
const trade = (client, app, code, more = {}) => client.post(`${LOGIN}/oauth2/token`, {
  grant_type: 'authorization_code', client_id: app.client_id, client_secret: app.client_secret, redirect_uri: REDIRECT, code, ...more,
});
const metadata = (client, header) => client.get(`${LOGIN}/oauth2/metadata`, { headers: { Authorization: header } });

test('an app is registered under API keys, and its secret can be replaced', async () => {
  const app = await register(box.client());
  assert.match(app.client_id, /^\d{12}$/);
  const client = box.client();
  await client.post(`${LOGIN}/login/post/`, { ...DANA, referrer: '/' });
  assert.match((await client.get(`${ADMIN}/account/api/`)).text, /href="\/account\/oauth2\/">Register and Manage Your Apps/);
  assert.ok((await client.get(`${ADMIN}/account/oauth2/`)).text.includes(app.client_id));
  const again = await client.post(`${ADMIN}/account/oauth2/app/${app.client_id}/secret`, {});
  assert.ok(again.text.includes(app.client_id) && !again.text.includes(app.client_secret));
  const { code } = parameters(await authorize(box.client(), app));
  assert.equal((await trade(client, app, code)).json().error, 'invalid_client');
  assert.equal((await client.post(`${ADMIN}/account/oauth2/create/`, { name: '', redirect_uri: 'no' })).status, 422);
});

test('code, token without end and without refresh, metadata with the data centre, the API', async () => {
  const app = await register(box.client());
  const client = box.client();
  const back = parameters(await authorize(client, app));
  assert.equal(back.state, 'state-2');
  const answer = (await trade(client, app, back.code)).json();
  assert.deepEqual([answer.expires_in, answer.scope, answer.refresh_token], [0, null, undefined]);
  const told = (await metadata(client, `OAuth ${answer.access_token}`)).json();
  assert.deepEqual([told.dc, told.api_endpoint, told.accountname], ['us6', 'https://us6.api.mailchimp.com', 'Harbour Choir']);
  assert.equal((await metadata(client, `Bearer ${answer.access_token}`)).status, 200);
  assert.equal((await client.get('https://us6.api.mailchimp.com/3.0/', { headers: bearer(answer.access_token) })).json().account_name, 'Harbour Choir');
  await box.controlCall('POST', '/revoke', { value: answer.access_token });
  assert.equal((await metadata(client, `OAuth ${answer.access_token}`)).status, 401);
});

test('the secret is wanted, a code is good once, ten minutes, for its own address', async () => {
  const app = await register(box.client());
  const client = box.client();
  const code = async () => parameters(await authorize(client, app)).code;
  const first = await code();
  assert.equal((await trade(client, app, first, { client_secret: '' })).status, 401);
  assert.equal((await trade(client, app, first, { redirect_uri: `${REDIRECT}/more` })).json().error, 'invalid_grant');
  assert.equal((await trade(client, app, first)).json().error, 'invalid_grant', 'that try used it up');
  const second = await code();
  await box.controlCall('POST', '/clock', { advance_seconds: 601 });
  assert.equal((await trade(client, app, second)).json().error, 'invalid_grant');
});

test('an address under the registered host fits, another host does not; refusing says so', async () => {
  const app = await register(box.client(), 'https://chromiumapp.org/');
  assert.ok(parameters(await authorize(box.client(), app)).code);
  const wrong = await authorize(box.client(), app, { redirect_uri: 'https://chromiumapp.org.evil.example/' });
  assert.equal(wrong.status, 400);
  const client = box.client();
  const query = new URLSearchParams({ response_type: 'code', client_id: app.client_id, redirect_uri: REDIRECT, state: 's' });
  await client.post(`${LOGIN}/oauth2/authorize?${query}`, KIM);
  assert.deepEqual(parameters(await client.post(`${LOGIN}/oauth2/authorize?${query}`, { answer: 'deny' })), { error: 'access_denied', state: 's' });
});

test('metadata that names another host, as a fault', async () => {
  const app = await register(box.client());
  const client = box.client();
  const { access_token: access } = (await trade(client, app, parameters(await authorize(client, app)).code)).json();
  await box.controlCall('POST', '/faults', { fault: 'patch', host: 'login.mailchimp.com', path: '/oauth2/metadata', times: 1, set: { api_endpoint: 'https://us6.api.mailchimp.com.elsewhere.example' } });
  assert.match((await metadata(client, `OAuth ${access}`)).json().api_endpoint, /elsewhere/);
  assert.match((await metadata(client, `OAuth ${access}`)).json().api_endpoint, /com$/);
});

test('each account has its data centre; a right key elsewhere, or of a disabled account, has its own answer', async () => {
  const client = box.client();
  const home = await client.post(`${LOGIN}/login/post/`, { ...KIM, referrer: '/account/api/' });
  assert.equal(home.url, 'https://us6.admin.mailchimp.com/account/api/');
  assert.equal((await client.get(`${ADMIN}/account/api/`)).url, home.url);
  const { values: [key] } = (await client.postJson('https://us6.admin.mailchimp.com/account/api/generate', { name: 'Choir' })).json();
  assert.match(key, /^[0-9a-f]{32}-us6$/);
  const ping = (dc) => client.get(`https://${dc}.api.mailchimp.com/3.0/ping`, { headers: bearer(key) });
  assert.deepEqual([(await ping('us6')).status, (await ping('us21')).status], [200, 401]);
  await box.configure({ mailchimp_wrong_dc: '403', mailchimp_api: 'forbidden' });
  assert.equal((await ping('us21')).json().title, 'Wrong Datacenter');
  const refused = await ping('us6');
  assert.deepEqual([refused.status, refused.headers['content-type']], [403, 'application/problem+json; charset=utf-8']);
});

test('an author sees no keys, the older pages disable one, and a test can make and switch off one', async () => {
  const { body: { api_key: key } } = await box.controlCall('POST', '/make', { kind: 'mailchimp/api-key', label: 'Quick one' });
  const author = box.client();
  await author.post(`${LOGIN}/login/post/`, { username: 'ari@bluedoorbakery.example', password: 'rye-crust-21', referrer: '/' });
  assert.ok(!(await author.get(`${ADMIN}/account/api/`)).text.includes('Quick one'));
  const owner = box.client();
  await owner.post(`${LOGIN}/login/post/`, { ...DANA, referrer: '/' });
  await box.configure({ layout: 'old', language: 'de' });
  assert.match((await owner.get(`${ADMIN}/account/api/`)).text, /data-disable="[\w-]+">Deaktivieren/);
  const ping = async () => (await owner.get('https://us21.api.mailchimp.com/3.0/ping', { headers: bearer(key) })).status;
  assert.equal(await ping(), 200);
  await box.controlCall('POST', '/revoke', { value: key });
  assert.equal(await ping(), 401);
});
