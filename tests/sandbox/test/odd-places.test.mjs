import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sandbox } from './browser.mjs';

let box;
before(async () => { box = await sandbox(); });
after(() => box.stop());

test('imitations show a value of the right shape that no provider knows', async () => {
  const client = box.client();
  for (const host of ['admin.mailchimp.com.account-check.example', 'mailchimp-login.example']) {
    const page = await client.get(`https://${host}/account/api/`);
    const bait = /class="key-value">([0-9a-f]{32}-us21)</.exec(page.text)[1];
    const ping = await client.get('https://us21.api.mailchimp.com/3.0/ping', { headers: { Authorization: `Bearer ${bait}` } });
    assert.equal(ping.status, 401);
  }
});

test('a form of another system keeps what it is given; the framed one is of another origin', async () => {
  const client = box.client();
  const sent = { 'constantContact.apiKey': 'some-key', 'constantContact.accessToken': 'some-token', 'constantContact.list': 'Guests' };
  const answer = await client.post('https://settings.otherapp.example/save', sent);
  assert.match(answer.text, /Saved/);
  assert.deepEqual((await client.get('https://settings.otherapp.example/stored')).json(), sent);
  assert.match((await client.get('https://settings.otherapp.example/framed')).text, /src="https:\/\/connect\.otherapp\.example\/credentials"/);
  assert.ok(!(await client.get('https://settings.otherapp.example/nothing')).text.includes('type="text"'));
});

test('a host that is not listed is refused', async () => {
  assert.equal((await box.client().get('https://example.com/')).status, 421);
});
