// Needs the files that wordpress/fetch.sh gets; says so and is skipped without them.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { option, reset, setLanguage, snapshot, startWordPress } from '../wordpress/wordpress.mjs';
import { sandbox } from './browser.mjs';

const cache = resolve(process.env.KEYFOB_CACHE ?? fileURLToPath(new URL('../../../.cache', import.meta.url)));
const here = existsSync(join(cache, 'wordpress/ready'));
const languages = existsSync(join(cache, 'wordpress/site/wp-content/languages/de_DE.mo'));
const KEY = `${'0a1b2c3d'.repeat(4)}-us21`;
const SITE = 'https://bluedoorbakery.example';

describe('WordPress', { skip: here ? false : 'run wordpress/fetch.sh first' }, () => {
  let state;
  let wordpress;
  let box;
  let client;
  before(async () => {
    state = mkdtempSync(join(tmpdir(), 'keyfob-wordpress-'));
    wordpress = await startWordPress({ state });
    box = await sandbox({ wordpress: wordpress.port });
    client = box.client();
    await client.get(`${SITE}/wp-login.php`);
    const home = await client.post(`${SITE}/wp-login.php`, { log: wordpress.user, pwd: wordpress.password, 'wp-submit': 'Log In', testcookie: '1' });
    assert.equal(home.url, `${SITE}/wp-admin/`);
    await snapshot(state); // with the login in it
  });
  beforeEach(() => reset(state));
  after(async () => {
    await box.stop();
    await wordpress.stop();
    rmSync(state, { recursive: true, force: true });
  });

  const admin = (page) => client.get(`${SITE}/wp-admin/admin.php?page=${page}`);
  const stored = async (name) => JSON.parse(await option(state, name));
  const hidden = (text, name) => new RegExp(`name=["']${name}["'] value=["']([^"']+)`).exec(text)[1];

  /** Sends a settings form as its page would, with some fields changed. */
  async function save(page, group, fields) {
    const { text } = await admin(page);
    const answer = await client.post(`${SITE}/wp-admin/options.php`, {
      option_page: group, action: 'update', _wpnonce: hidden(text, '_wpnonce'), _wp_http_referer: `/wp-admin/admin.php?page=${page}`, ...fields,
    });
    assert.match(answer.text, /Settings saved/);
    return answer.text;
  }

  test('is the version that was asked for, with https links behind the https name', async () => {
    assert.match(wordpress.version, /^6\.8\./);
    const { text } = await admin('mailchimp-for-wp');
    assert.ok(text.includes(`action="${SITE}/wp-admin/options.php"`));
    assert.ok(!text.includes('http://bluedoorbakery.example'));
  });

  test('speaks the language that is set, until the next reset', { skip: languages ? false : 'run wordpress/fetch.sh again' }, async () => {
    const words = async () => (await client.get(`${SITE}/wp-admin/options-general.php`)).text;
    await setLanguage(state, 'de_DE');
    assert.match(await words(), /<html[^>]*\slang="de-DE">[\s\S]*<title>Einstellungen/);
    await setLanguage(state, 'fr_FR');
    assert.match(await words(), /<html[^>]*\slang="fr-FR">/);
    await setLanguage(state, 'en_US');
    assert.match(await words(), /<title>General Settings/);
    await assert.rejects(setLanguage(state, 'xx_XX'), /no words for xx_XX/);
  });

  test('the newsletter plugin masks the key and keeps it when the mask is sent back', async () => {
    const after = await save('mailchimp-for-wp', 'mc4wp_settings', { 'mc4wp[api_key]': KEY, 'mc4wp[debug_log_level]': 'debug' });
    assert.equal((await stored('mc4wp')).api_key, KEY);
    const [, mask] = /name="mc4wp\[api_key\]"\s+value="([^"]+)"/.exec(after);
    assert.match(mask, /^0a1b\*+us21$/);
    await save('mailchimp-for-wp', 'mc4wp_settings', { 'mc4wp[api_key]': mask });
    assert.deepEqual(await stored('mc4wp'), { api_key: KEY, grecaptcha_site_key: '', grecaptcha_secret_key: '', debug_log_level: 'debug', allow_usage_tracking: '0' });
  });

  test('the opt-in plugin loads its fields by AJAX and stores what Authorize sends', async () => {
    const { text } = await admin('et_bloom_options');
    const nonce = /data-nonce="(\w+)"/.exec(text)[1];
    const ajax = (fields) => client.post(`${SITE}/wp-admin/admin-ajax.php`, { _ajax_nonce: nonce, service: 'constant_contact', ...fields });
    const fields = await ajax({ action: 'bloom_generate_new_account_fields' });
    assert.match(fields.text, /type="password" value="" class="provider_field_constant_contact" id="token_constant_contact"/);
    const token = ['01234567', '89ab', 'cdef', '0123', '456789abcdef'].join('-');
    const authorize = { action: 'bloom_authorize_account', name: 'Bakery', 'fields[api_key]': 'abcd1234' };
    assert.equal((await ajax(authorize)).json().success, false);
    assert.equal((await ajax({ ...authorize, 'fields[token]': token })).json().success, true);
    assert.deepEqual((await stored('et_bloom_options')).accounts.constant_contact.Bakery, { is_authorized: 'true', api_key: 'abcd1234', token });
  });

  test('the other pages save where they say', async () => {
    await save('pmpro-constantcontact', 'pmprocc_options', { 'pmprocc_options[api_key]': 'k', 'pmprocc_options[api_secret]': 's' });
    assert.equal((await stored('pmprocc_options')).api_secret, 's');
    await save('dotdigital-for-wordpress-settings', 'dm_API_credentials', { 'dm_API_credentials[dm_API_username]': 'u', 'dm_API_credentials[dm_API_region]': 'r2' });
    assert.equal((await stored('dm_API_credentials')).dm_API_region, 'r2');
    await save('shopmail', 'shopmail', { 'shopmail[mailchimp][api_key]': KEY });
    assert.equal((await stored('shopmail')).mailchimp.api_key, KEY);

    const cf7 = await admin('wpcf7-integration&service=sendinblue&action=setup');
    assert.match(cf7.text, /<label for="publishable">API key/);
    const saved = await client.post(`${SITE}/wp-admin/admin.php?page=wpcf7-integration&service=sendinblue&action=setup`, { _wpnonce: hidden(cf7.text, '_wpnonce'), api_key: KEY });
    assert.match(saved.text, new RegExp(`type="hidden" value="${KEY}" id="api_key"`));
    assert.equal((await stored('wpcf7')).sendinblue.api_key, KEY);

    const react = await admin('keyfob-react');
    const nonce = /"nonce":"(\w+)","saved"/.exec(react.text)[1];
    await client.post(`${SITE}/wp-admin/admin-ajax.php`, { action: 'keyfob_react_save', _ajax_nonce: nonce, apiKey: KEY, fromName: 'Bakery' });
    assert.deepEqual(await stored('keyfob_react'), { apiKey: KEY, fromName: 'Bakery' });
  });

  test('a reset forgets what was saved and keeps the login', async () => {
    await save('mailchimp-for-wp', 'mc4wp_settings', { 'mc4wp[api_key]': KEY });
    await reset(state);
    await assert.rejects(option(state, 'mc4wp'), /no option named mc4wp/);
    assert.match((await admin('mailchimp-for-wp')).text, /NOT CONNECTED/);
  });
});
