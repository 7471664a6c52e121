import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { sandbox } from './browser.mjs';
import {
  APPS, application, bearer, connect, DANA, newSecret, pkce, renew,
} from './oauth.mjs';

const PORTAL = 'https://constantcontact.mashery.com';
const WINDOW = 'https://oauth2.constantcontact.com/oauth2/oauth/siteowner';
const MIA = { username: 'mia@bluedoorbakery.example', password: 'caraway-3' };
const MAX = { username: 'max@bluedoorbakery.example', password: 'poppy-seed-3' };
let box;
before(async () => { box = await sandbox(); });
after(() => box.stop());
beforeEach(async () => { await box.reset(); await box.configure({ delay_ms: 0 }); });
const later = (seconds) => box.controlCall('POST', '/clock', { advance_seconds: seconds });
const make = async (kind, more) => (await box.controlCall('POST', '/make', { kind, ...more })).body;
const developer = (client, handle = 'robinvale', passwd = 'dev-elm-24') => client.post(`${PORTAL}/login/`, { handle, passwd, redirect: '/apps/mykeys' });
const v2 = (client, key, token) => client.get(`https://api.constantcontact.com/v2/account/info?api_key=${key}`, { headers: bearer(token) });
const v3 = (client, path, token) => client.get(`https://api.cc.email/v3/${path}`, { headers: bearer(token) });

test('V2 when keys could be made: one field counts, the terms are wanted, the key works after a quarter of an hour', async () => {
  await box.configure({ v2_creation: 'open' });
  const client = box.client();
  assert.equal((await client.get(`${PORTAL}/apps/register`)).url, `${PORTAL}/login/?redirect=/apps/register`);
  await developer(client);
  const form = await client.get(`${PORTAL}/apps/register`);
  assert.ok(!form.text.includes('legacy API') && form.text.indexOf('id="application_name"') < form.text.indexOf('id="agree"'));
  const register = (fields) => client.post(`${PORTAL}/apps/register`, fields);
  assert.match((await register({ application_name: '', agree: 'yes' })).text, /Enter an application name/);
  assert.match((await register({ application_name: 'Bloom' })).text, /Agree to the terms/);
  const page = await register({ application_name: 'Bloom', agree: 'yes' });
  assert.match(page.text, /API key information/);
  const key = /<th>Key<\/th><td><code>([a-z0-9]{24})</.exec(page.text)[1];

  const query = new URLSearchParams({ response_type: 'token', client_id: key, redirect_uri: `${PORTAL}/io-docs` });
  await client.post(`${WINDOW}/login?${query}`, { luser: DANA.username, lpass: DANA.password });
  const { access_token: token } = (await client.postJson(`${WINDOW}/allow?${query}`)).json();
  const young = await v2(client, key, token);
  assert.deepEqual([young.status, young.json()[0].error_key], [403, 'mashery.not.authorized.inactive']);
  await later(14 * 60);
  assert.equal((await v2(client, key, token)).status, 403);
  await later(61);
  assert.equal((await v2(client, key, token)).json().organization_name, 'Blue Door Bakery');
});

test('V2 as it is now: no form, existing keys; an address that is not verified sees none', async () => {
  const client = box.client();
  assert.match((await developer(client)).text, /Studio Elm client sites.*Old newsletter import/s);
  assert.ok(!(await client.get(`${PORTAL}/apps/register`)).text.includes('application_name'));
  assert.equal((await client.post(`${PORTAL}/apps/register`, { application_name: 'x', agree: 'yes' })).status, 403);
  const young = await developer(box.client(), 'elmjunior', 'dev-twig-24');
  assert.match(young.text, /Verify your email address/);
  assert.match((await client.post(`${WINDOW}/login?${new URLSearchParams({ client_id: (await box.issued('api_key')).find((one) => one.label === 'Studio Elm client sites').value })}`, { luser: 'robinvale', lpass: 'dev-elm-24' })).text, /do not match/);
});

test('V2: a key of some age for a test; ended by the portal or by support', async () => {
  const client = box.client();
  const old = await make('constant-contact/v2-token', { made_seconds_ago: 1200 });
  const young = await make('constant-contact/v2-token', { made_seconds_ago: 60, account: 'Studio Elm' });
  assert.deepEqual([(await v2(client, old.api_key, old.access_token)).status, (await v2(client, young.api_key, young.access_token)).status], [200, 403]);
  await box.controlCall('POST', '/revoke', { value: old.access_token });
  assert.equal((await v2(client, old.api_key, old.access_token)).status, 401);
  await box.controlCall('POST', '/revoke', { value: old.api_key });
  assert.equal((await v2(client, old.api_key, old.access_token)).json()[0].error_key, 'mashery.not.authorized.inactive');
});

test('V3 roles: a manager shares the account’s applications, a campaign creator is told why not', async () => {
  const max = box.client();
  assert.match((await max.post(`${APPS}/login`, MAX)).text, /Loyalty cards.*/s);
  assert.ok((await max.get(`${APPS}/`)).text.includes('id="new-application"'));
  const mia = box.client();
  const page = await mia.post(`${APPS}/login`, MIA);
  assert.match(page.text, /Your role is Campaign Creator\. Only the Account Owner/);
  assert.ok(!page.text.includes('id="new-application"'));
  assert.equal((await mia.postJson(`${APPS}/app`, { name: 'x', flow: 'pkce', refresh: 'rotating' })).status, 403);
  const robin = box.client();
  assert.ok(!(await robin.post(`${APPS}/login`, { username: 'robin@studioelm.example', password: 'paper-clip-3' })).text.includes('Loyalty cards'));
});

test('V3: a token may do what the person who allowed it may do, and what was asked for', async () => {
  const client = box.client();
  const app = await application(client, 'pkce');
  const { access_token: dana } = await connect(client, app);
  const { access_token: mia } = await connect(box.client(), app, { person: MIA });
  const names = async (token) => (await v3(client, 'account/user/privileges', token)).json().map((one) => one.privilege_name);
  assert.ok((await names(dana)).includes('contacts:read') && !(await names(mia)).includes('contacts:read'));
  assert.deepEqual([(await v3(client, 'contact_lists', dana)).status, (await v3(client, 'contact_lists', mia)).status], [200, 403]);
  assert.equal((await v3(client, 'account/summary', mia)).status, 200);
  const narrow = await make('constant-contact/v3-oauth', { client_id: app.id, scope: 'contact_data' });
  assert.equal(narrow.refresh_token, undefined);
  const refused = await v3(client, 'account/summary', narrow.access_token);
  assert.ok(refused.status === 403 && Array.isArray(refused.json()));
  assert.equal((await v3(client, 'account/summary', 'no')).json().error_key, 'unauthorized');
});

test('V3: several addresses, one wildcard as the lowest label, no fragment', async () => {
  const client = box.client();
  const app = await application(client, 'pkce', { redirects: ['https://one.chromiumapp.org/a', 'https://two.example/b?c=d', 'https://localhost', 'https://*.shop.example/back'] });
  for (const wrong of ['https://one.example/#part', 'https://a.*.example/', 'https://*/', 'https://shop.example/*', 'https://*.*.example/', 'not an address']) {
    const answer = await client.postJson(`${APPS}/app/${app.id}/save`, { redirects: [wrong] });
    assert.ok(answer.status === 400 && /without a fragment/.test(answer.json().error), wrong);
  }
});

test('V3: the secret is not on the page afterwards; a deleted or deactivated application ends what it had', async () => {
  const client = box.client();
  const app = await application(client, 'code');
  assert.match((await client.get(`${APPS}/app/${app.id}`)).text, /No secret was generated yet/);
  const secret = await newSecret(client, app);
  const page = await client.get(`${APPS}/app/${app.id}`);
  assert.ok(/cannot be shown again/.test(page.text) && !page.text.includes(secret));
  const tokens = await connect(client, app, { secret });
  await box.controlCall('POST', '/revoke', { value: app.id });
  assert.equal((await v3(client, 'account/user/privileges', tokens.access_token)).status, 403);
  assert.equal((await renew(client, app, tokens.refresh_token, secret)).json().error, 'invalid_client');
  assert.ok(!(await client.get(`${APPS}/`)).text.includes(app.id));

  const other = await application(client, 'pkce');
  const second = await connect(client, other);
  await client.postJson(`${APPS}/app/${other.id}/delete`);
  assert.equal((await renew(client, other, second.refresh_token)).json().error, 'invalid_client');
  assert.equal((await client.get(`https://authz.constantcontact.com/oauth2/default/v1/authorize?${new URLSearchParams(pkce(other))}`)).status, 400);
});

test('V3: the way of refreshing can be changed later', async () => {
  const client = box.client();
  const app = await application(client, 'pkce');
  const { refresh_token: refresh } = await connect(client, app);
  await client.postJson(`${APPS}/app/${app.id}/save`, { redirects: [], refresh: 'long-lived' });
  assert.equal((await renew(client, app, refresh)).json().refresh_token, refresh);
});

test('V3: an application and a connection for a test, which refresh like any other', async () => {
  const app = await make('constant-contact/v3-app', { flow: 'code', refresh: 'long-lived' });
  const tokens = await make('constant-contact/v3-oauth', { client_id: app.client_id });
  const client = box.client();
  assert.equal((await v3(client, 'account/summary', tokens.access_token)).json().organization_name, 'Blue Door Bakery');
  const next = (await renew(client, { id: app.client_id }, tokens.refresh_token, app.client_secret)).json();
  assert.equal(next.refresh_token, tokens.refresh_token);
  assert.equal((await v3(client, 'contact_lists', next.access_token)).status, 200);
  const rotating = await make('constant-contact/v3-app', {});
  let { refresh_token: refresh } = await make('constant-contact/v3-oauth', { client_id: rotating.client_id });
  for (let night = 0; night < 30; night += 1) {
    await later(24 * 3600);
    const answer = (await renew(client, { id: rotating.client_id }, refresh)).json();
    assert.ok(answer.access_token && answer.refresh_token !== refresh, `night ${night}`);
    refresh = answer.refresh_token;
  }
});

test('German and Spanish: the older portal, the windows, the newer portal, its refusals', async () => {
  const said = { de: ['Meine Schlüssel', 'Neue Anwendung', 'möchte auf Ihr Konto zugreifen', 'Ich habe schon ein Konto', /Namen ein/], es: ['Mis claves', 'Nueva aplicación', 'quiere acceder a su cuenta', 'Ya tengo una cuenta', /nombre/] };
  for (const [language, [keys, newApp, consent, already, error]] of Object.entries(said)) {
    await box.configure({ language });
    const client = box.client();
    const mine = await developer(client);
    assert.ok(mine.text.includes(`lang="${language}"`) && mine.text.includes(keys));
    const key = /<code>([a-z0-9]{24})</.exec(mine.text)[1];
    assert.ok((await client.get(`${WINDOW}/authorize?client_id=${key}`)).text.includes(already));
    const app = await application(client, 'pkce');
    assert.ok((await client.get(`${APPS}/`)).text.includes(newApp));
    assert.match((await client.postJson(`${APPS}/app`, { name: '', flow: 'pkce' })).json().error, error);
    const login = await client.get(`https://authz.constantcontact.com/oauth2/default/v1/authorize?${new URLSearchParams(pkce(app))}`);
    assert.ok((await client.post(`${login.url}/login`, DANA)).text.includes(consent));
  }
});

test('V3: the log-in page can be on a host of its own', async () => {
  await box.configure({ cc_login: 'own-host' });
  const client = box.client();
  const login = await client.get(`${APPS}/`);
  assert.equal(login.url, 'https://login.constantcontact.com/pages/dma/portal/login');
  const portal = await client.post(login.url, DANA);
  assert.equal(portal.url, `${APPS}/`);
  assert.match(portal.text, /Loyalty cards/);
});

test('signed out meanwhile: the log-in page says so; the documentation leads to the portal', async () => {
  const client = box.client();
  await client.post(`${APPS}/login`, DANA);
  await box.controlCall('POST', '/sign-out');
  assert.match((await client.get(`${APPS}/`)).text, /Your session has ended/);
  for (const host of ['developer', 'v3.developer']) {
    assert.match((await client.get(`https://${host}.constantcontact.com/`)).text, /app\.constantcontact\.com\/pages\/dma\/portal\/">My Applications/);
  }
});
