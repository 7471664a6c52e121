import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { sandbox } from './browser.mjs';
import { basic } from './oauth.mjs';

const APP = 'https://r1-app.dotdigital.com';
const USERS = `${APP}/settings/access/api-users`;
let box;
before(async () => { box = await sandbox(); });
after(() => box.stop());
beforeEach(async () => { await box.reset(); await box.configure({ delay_ms: 0 }); });

const PASSWORD = ['kneading', '24', 'loaves'].join('-');
async function signedIn(user = 'dana@bluedoorbakery.example', password = 'flour-and-salt-8', domain = 'dotdigital.com') {
  const client = box.client();
  client.home = await client.post(`https://login.${domain}/login`, { username: user, password, returnUrl: '/' });
  return client;
}
const usernameOn = (page) => /id="api-username"[^>]* value="(apiuser-[a-z0-9]{12}@apiconnector\.com)"/.exec(page.text)?.[1];
const form = (username, more) => ({ username, description: 'Blue Door Bakery, website', password: PASSWORD, confirm: PASSWORD, status: 'enabled', ...more });
const account = (client, user, password = PASSWORD, region = 'r1') => client.get(`https://${region}-api.dotdigital.com/v2/account-info`, { headers: basic(user, password) });

test('today: menu, settings, access, API users, new user, and the user works at once', async () => {
  const client = await signedIn();
  assert.equal(client.home.url, `${APP}/`);
  assert.match(client.home.text, /aria-label="User menu: Dana Whitfield, Blue Door Bakery"/);
  assert.ok(client.home.text.includes('["Settings","/settings"]'));
  assert.match((await client.get(`${APP}/settings`)).text, /href="\/settings\/access"><b>Access</);
  assert.match((await client.get(`${APP}/settings/access`)).text, /api-users"><b>API users</);
  assert.ok(!(await client.get(`${APP}/settings/access`)).text.includes('New user'), 'people are on a page of their own');
  assert.match((await client.get(`${APP}/settings/access/users`)).text, /Max Okafor/);
  const list = await client.get(USERS);
  assert.match(list.text, /API endpoint: <code id="api-endpoint">https:\/\/r1-api\.dotdigital\.com</);
  const page = await client.get(`${USERS}/new`);
  const username = usernameOn(page);
  assert.ok(username && !/id="enabled"[^>]*checked/.test(page.text));
  assert.deepEqual((await client.postJson(`${USERS}/new`, form(username))).json(), { ok: true });
  const after = await client.get(`${USERS}?saved`);
  assert.ok(after.text.includes(username) && after.text.includes('Blue Door Bakery, website'));
  const info = (await account(client, username)).json();
  const property = (name) => info.properties.find((one) => one.name === name).value;
  assert.deepEqual([property('Name'), property('ApiEndpoint')], ['Blue Door Bakery', 'https://r1-api.dotdigital.com']);
  const [issued] = (await box.controlCall('GET', '/issued?provider=dotdigital&field=password&label=Blue%20Door%20Bakery%2C%20website')).body;
  assert.equal(issued.value, PASSWORD);
});

test('the password’s rule, the repetition, the description and the generated name are checked', async () => {
  const client = await signedIn();
  const wrong = async (more) => {
    const username = usernameOn(await client.get(`${USERS}/new`));
    return (await client.postJson(`${USERS}/new`, form(username, more))).json().wrong;
  };
  const pair = (password) => ({ password, confirm: password });
  assert.deepEqual(await wrong(pair('short-1')), ['rule']);
  assert.deepEqual(await wrong(pair('onlyletters')), ['rule']);
  assert.deepEqual(await wrong(pair('MyPassWord-99')), ['rule']);
  assert.deepEqual(await wrong({ confirm: 'something-else-1' }), ['confirm']);
  assert.deepEqual(await wrong({ description: ' ' }), ['description']);
  assert.deepEqual(await wrong({ username: 'dana@bluedoorbakery.example' }), ['username']);
  assert.deepEqual((await box.controlCall('GET', '/issued?provider=dotdigital&field=username')).body.filter((one) => !one.existing), []);
});

test('a form that is sent twice makes one user', async () => {
  const client = await signedIn();
  const username = usernameOn(await client.get(`${USERS}/new`));
  await client.postJson(`${USERS}/new`, form(username));
  assert.deepEqual((await client.postJson(`${USERS}/new`, form(username))).json(), { wrong: ['taken'] });
  assert.equal((await client.get(USERS)).text.split(username).length - 1, 1);
});

test('not enabled: saved, and refused by the API until it is enabled; deleted: gone', async () => {
  const client = await signedIn();
  const username = usernameOn(await client.get(`${USERS}/new`));
  await client.postJson(`${USERS}/new`, form(username, { status: undefined }));
  const refused = await account(client, username);
  assert.equal(refused.status, 401);
  assert.match(refused.json().message, /ERROR_APIUSER_INVALID/);
  const id = new RegExp(`data-id="([\\w-]+)"><td>${username}`).exec((await client.get(USERS)).text)[1];
  const edit = await client.get(`${USERS}/${id}`);
  assert.ok(!edit.text.includes(PASSWORD), 'a saved password is not shown again');
  await client.post(`${USERS}/${id}`, { description: 'x', password: '', confirm: '', status: 'enabled' });
  assert.equal((await account(client, username)).status, 200);
  await client.post(`${USERS}/${id}/delete`, {});
  assert.equal((await account(client, username)).status, 401);
  assert.deepEqual((await client.postJson(`${USERS}/new`, form(username))).json(), { wrong: ['username'] }, 'a name is not used again');
});

test('roles: a manager may, a user without the permission does not see it and is told', async () => {
  const max = await signedIn('max@bluedoorbakery.example', 'poppy-seed-8');
  assert.equal((await max.get(`${USERS}/new`)).status, 200);
  const ari = await signedIn('ari@bluedoorbakery.example', 'rye-crust-8');
  assert.ok(!(await ari.get(`${APP}/settings/access`)).text.includes('API users'));
  const told = await ari.get(USERS);
  assert.equal(told.status, 403);
  assert.match(told.text, /Can manage account/);
  assert.equal((await ari.postJson(`${USERS}/new`, form('x'))).status, 403);
});

test('regions: each account in its own; region 1 names it, other calls want the right one', async () => {
  const robin = await signedIn('robin@studioelm.example', 'paper-clip-8');
  assert.equal(robin.home.url, 'https://r2-app.dotdigital.com/');
  assert.equal((await robin.get(USERS)).url, USERS.replace('r1', 'r2'));
  const { body: user } = await box.controlCall('POST', '/make', { kind: 'dotdigital/api-user', account: 'Studio Elm' });
  assert.equal(user.endpoint, 'https://r2-api.dotdigital.com');
  const info = (await account(robin, user.username, user.password)).json();
  assert.equal(info.properties.find((one) => one.name === 'ApiEndpoint').value, user.endpoint);
  const time = (region) => robin.get(`https://${region}-api.dotdigital.com/v2/server-time`, { headers: basic(user.username, user.password) });
  assert.deepEqual([(await time('r1')).status, (await time('r2')).status, (await time('r3')).status], [403, 200, 403]);
  assert.equal((await account(robin, user.username, user.password, 'r3')).status, 403);
  await box.controlCall('POST', '/revoke', { value: user.username });
  assert.equal((await account(robin, user.username, user.password)).status, 401);
});

test('older pages: the menu, the tab that opens on Standard, the plain form', async () => {
  for (const [layout, menu, opens, add, label] of [
    ['dots', 'More options', '["Settings","/settings"]', 'New user', 'Username'],
    ['cog', 'People and settings', '["Access","/settings/access"]', 'New user', 'Username'],
    ['oldest', 'My Account', '["Manage Users","/settings/access"]', 'Add user', 'Email'],
  ]) {
    await box.configure({ dotdigital_layout: layout });
    const client = await signedIn('dana@bluedoorbakery.example', 'flour-and-salt-8', 'dotmailer.com');
    assert.equal(client.home.url, 'https://r1-app.dotmailer.com/');
    assert.ok(client.home.text.includes(`aria-label="${menu}"`) && client.home.text.includes(opens), layout);
    const access = await client.get('https://r1-app.dotmailer.com/settings/access');
    assert.equal(/aria-selected="true" href="\/settings\/access">Standard/.test(access.text), layout !== 'dots', layout);
    assert.equal(access.text.includes(`type="button">${add}</button>`), layout !== 'dots', 'the first tab adds people by a button of the same name');
    const list = await client.get('https://r1-app.dotmailer.com/settings/access/api-users');
    assert.ok(list.text.includes(`api-users/new">${add}</a>`) && list.text.includes('https://r1-api.dotmailer.com'), layout);
    const page = await client.get('https://r1-app.dotmailer.com/settings/access/api-users/new');
    assert.ok(page.text.includes(`<label for="api-username">${label}</label>`), layout);
    const bad = await client.post(page.url, form(usernameOn(page), { confirm: '' }));
    assert.ok(bad.status === 422 && !bad.text.includes(PASSWORD), layout);
    const saved = await client.post(page.url, form(usernameOn(page)));
    assert.match(saved.text, /The API user was saved/, layout);
  }
});

test('the account’s language, the choice of status, a signed-out person comes back to the same page', async () => {
  const lena = await signedIn('lena@optik-feldmann.example', 'brillen-glas-8');
  assert.match((await lena.get(USERS)).text, /API-Endpunkt: .*Neuer Benutzer/s);
  const ines = await signedIn('ines@casaluz.example', 'luz-y-sal-8');
  await box.configure({ dotdigital_status: 'select' });
  const page = await ines.get('https://r3-app.dotdigital.com/settings/access/api-users/new');
  assert.match(page.text, /<select id="status".*Activado<\/option>/);
  await box.controlCall('POST', '/sign-out');
  const login = await ines.get(page.url);
  assert.match(login.text, /Your session has ended/);
  const back = /name="returnUrl" value="([^"]+)"/.exec(login.text)[1];
  const again = await ines.post('https://login.dotdigital.com/login', { username: 'ines@casaluz.example', password: 'luz-y-sal-8', returnUrl: back });
  assert.equal(again.url, page.url);
  const outside = await ines.post('https://login.dotdigital.com/login', { username: 'ines@casaluz.example', password: 'luz-y-sal-8', returnUrl: '//elsewhere.example' });
  assert.equal(outside.url, 'https://r3-app.dotdigital.com/');
});
