import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { sandbox } from './browser.mjs';

const ADMIN = 'https://us21.admin.mailchimp.com';
const API = 'https://us21.api.mailchimp.com';
let box;
before(async () => { box = await sandbox(); });
after(() => box.stop());
beforeEach(async () => { await box.reset(); await box.configure({ delay_ms: 0 }); });

async function signedIn(user = 'dana@bluedoorbakery.example', password = 'sour-dough-21') {
  const client = box.client();
  await client.get('https://admin.mailchimp.com/');
  const home = await client.post('https://login.mailchimp.com/login/post/', { username: user, password, referrer: '/' });
  assert.equal(home.url, `${ADMIN}/`);
  return client;
}
const ping = (client, key) => client.get(`${API}/3.0/ping`, { headers: { Authorization: `Basic ${Buffer.from(`any:${key}`).toString('base64')}` } });

test('a new key works with the API until it is revoked', async () => {
  const client = await signedIn();
  const made = (await client.postJson(`${ADMIN}/account/api/generate`, { name: 'Blue Door Bakery, website' })).json();
  assert.match(made.values[0], /^[0-9a-f]{32}-us21$/);
  assert.equal((await ping(client, made.values[0])).json().health_status, "Everything's Chimpy!");
  const root = await client.get(`${API}/3.0/`, { headers: { Authorization: `Bearer ${made.values[0]}` } });
  assert.equal(root.json().account_name, 'Blue Door Bakery');
  assert.equal((await client.get(`https://us2.api.mailchimp.com/3.0/ping`, { headers: { Authorization: `Bearer ${made.values[0]}` } })).status, 401);

  assert.equal((await client.postJson(`${ADMIN}/account/api/revoke`, { id: made.id, confirm: 'revoke' })).status, 400);
  assert.equal((await client.postJson(`${ADMIN}/account/api/revoke`, { id: made.id, confirm: 'REVOKE' })).status, 200);
  const refused = await ping(client, made.values[0]);
  assert.equal(refused.status, 401);
  assert.equal(refused.json().title, 'API Key Invalid');
});

test('the list never shows a whole key in the new layout, and does in the old one', async () => {
  const client = await signedIn();
  const [existing] = (await box.issued('api_key')).filter((one) => one.label === 'Till sync');
  const now = await client.get('https://admin.mailchimp.com/account/api/');
  assert.ok(now.text.includes('Create A Key') && !now.text.includes(existing.value));
  await box.configure({ layout: 'old' });
  const old = await client.get(`${ADMIN}/account/api/`);
  assert.ok(old.text.includes(`value="${existing.value}"`));
});

test('an author is told which role is needed and gets no key', async () => {
  const client = await signedIn('ari@bluedoorbakery.example', 'rye-crust-21');
  const list = await client.get(`${ADMIN}/account/api/`);
  assert.match(list.text, /You need a Manager, Admin or Owner role/);
  assert.ok(!list.text.includes('id="create-key"'));
  assert.equal((await client.postJson(`${ADMIN}/account/api/generate`, { name: 'x' })).status, 403);
});

test('accounts do not see each other, and a wrong password gets no session', async () => {
  const robin = await signedIn('robin@studioelm.example', 'paper-clip-21');
  const list = await robin.get(`${ADMIN}/account/api/`);
  assert.ok(list.text.includes('Portfolio form') && !list.text.includes('Till sync'));
  const stranger = box.client();
  assert.equal((await stranger.post('https://login.mailchimp.com/login/post/', { username: 'dana@bluedoorbakery.example', password: 'no', referrer: '/' })).status, 401);
  assert.match((await stranger.get(`${ADMIN}/`)).url, /^https:\/\/login\.mailchimp\.com\//);
});

test('a session that has ended: the log-in page says so and leads back', async () => {
  const client = await signedIn();
  await box.controlCall('POST', '/sign-out');
  const login = await client.get(`${ADMIN}/account/api/`);
  assert.match(login.text, /Your session has ended.*name="referrer" value="\/account\/api\/"/s);
  const back = await client.post('https://login.mailchimp.com/login/post/', { username: 'dana@bluedoorbakery.example', password: 'sour-dough-21', referrer: '/account/api/' });
  assert.equal(back.url, `${ADMIN}/account/api/`);
});

test('odd cases: two candidates, a mask, a key without its end, another layout, other languages', async () => {
  const client = await signedIn();
  const values = async (value) => {
    await box.configure({ value });
    return (await client.postJson(`${ADMIN}/account/api/generate`, { name: 'odd' })).json().values;
  };
  assert.equal((await values('two-candidates')).length, 2);
  assert.match((await values('masked'))[0], /^[0-9a-f]{4}\*{28}$/);
  assert.match((await values('without-region'))[0], /^[0-9a-f]{32}$/);
  await box.configure({ layout: 'unknown' });
  const other = await client.get(`${ADMIN}/account/api/`);
  assert.equal(other.url, `${ADMIN}/settings/connections/codes/`);
  assert.ok(other.text.includes('Connection codes') && !other.text.includes('API key'));
  await box.configure({ layout: 'new', language: 'de' });
  assert.match((await client.get(`${ADMIN}/account/api/`)).text, /Schlüssel erstellen/);
});

test('the control port refuses pages and unknown settings, and the log holds no secret', async () => {
  const fromPage = await fetch(`http://127.0.0.1:${box.control}/issued`, { headers: { Origin: 'https://mailchimp-login.example' } });
  assert.equal(fromPage.status, 403);
  assert.equal((await box.configure({ layout: 'newest' })).status, 400);
  const client = await signedIn();
  const { values: [key] } = (await client.postJson(`${ADMIN}/account/api/generate`, { name: 'x' })).json();
  await ping(client, key);
  const log = JSON.stringify((await box.controlCall('GET', '/log')).body);
  assert.ok(log.includes('/3.0/ping') && !log.includes(key));
});
