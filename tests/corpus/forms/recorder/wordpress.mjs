// Records pages of a real WordPress: its own as forms that ask for nothing, those of the plugin of fixtures with their
// answers, in several languages. They change with the WordPress that is installed, so they are recorded by hand.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setLanguage, startWordPress } from '../../../sandbox/wordpress/wordpress.mjs';
import { describe, launch, written } from './recorder.mjs';

/** The name under which the site is met: a snapshot must not hold a port that is another one next time. */
const SITE = 'bluedoorbakery.example';

const LANGUAGES = { en: 'en_US', de: 'de_DE', es: 'es_ES' };

/** Pages of WordPress itself. */
const CORE = {
  'general': 'options-general.php',
  'writing': 'options-writing.php',
  'reading': 'options-reading.php',
  'discussion': 'options-discussion.php',
  'media-settings': 'options-media.php',
  'permalinks': 'options-permalink.php',
  'privacy': 'options-privacy.php',
  'profile': 'profile.php',
  'user-new': 'user-new.php',
  'users': 'users.php',
  'upload': 'media-new.php',
  'comments': 'edit-comments.php',
  'plugins': 'plugins.php',
  'application-password': 'authorize-application.php?app_name=Bakery+orders',
};

const captcha = (/** @type {string} */ site, /** @type {string} */ secret) => ({
  [site]: 'google-recaptcha/keys site_key',
  [secret]: 'google-recaptcha/keys secret_key',
});

/**
 * Pages of the fixtures' plugin: address, answers by a selector, traps, and what to do first.
 * @type {Record<string, {at: string, answers?: Record<string, string>, traps: string[], recipe?: boolean, first?: (tab: import('playwright-core').Page) => Promise<unknown>}>}
 */
const FIXTURES = {
  'mc4wp': { at: 'admin.php?page=mailchimp-for-wp', recipe: true, traps: ['two-providers'], answers: { '[name="mc4wp[api_key]"]': 'mailchimp/api-key api_key', ...captcha('[name="mc4wp[grecaptcha_site_key]"]', '[name="mc4wp[grecaptcha_secret_key]"]') } },
  'bloom-constant-contact': { at: 'admin.php?page=et_bloom_options', recipe: true, traps: ['ajax', 'no-name', 'v2-v3'], answers: { '#api_key_constant_contact': 'constant-contact/v2-token api_key', '#token_constant_contact': 'constant-contact/v2-token access_token' }, first: (tab) => chooseService(tab, 'constant_contact') },
  'bloom-mailchimp': { at: 'admin.php?page=et_bloom_options', recipe: true, traps: ['ajax', 'no-name'], answers: { '#api_key_mailchimp': 'mailchimp/api-key api_key' }, first: (tab) => chooseService(tab, 'mailchimp') },
  'bloom-activecampaign': { at: 'admin.php?page=et_bloom_options', traps: ['ajax', 'no-name', 'split-field'], answers: { '#api_key_activecampaign': 'activecampaign/api-key api_key', '#api_url_activecampaign': 'activecampaign/api-key endpoint' }, first: (tab) => chooseService(tab, 'activecampaign') },
  'pmpro': { at: 'admin.php?page=pmpro-constantcontact', recipe: true, traps: ['label-th', 'redirect-out', 'v2-v3'], answers: { '#pmprocc_api_key': 'constant-contact/v3-app client_id', '#pmprocc_api_secret': 'constant-contact/v3-app client_secret' } },
  'react': { at: 'admin.php?page=keyfob-react', traps: ['react', 'no-name', 'random-id'], answers: { '#keyfob-react input >> nth=0': 'mailchimp/api-key api_key' }, first: (tab) => tab.locator('#keyfob-react input').first().waitFor() },
  'cf7-brevo': { at: 'admin.php?page=wpcf7-integration&service=sendinblue&action=setup', recipe: true, traps: ['broken-label', 'provider-in-query'], answers: { '#api_key': 'brevo/api-key api_key' } },
  'cf7-constant-contact': { at: 'admin.php?page=wpcf7-integration&service=constant_contact&action=setup', recipe: true, traps: ['v2-v3', 'redirect-out'], answers: { '#client_id': 'constant-contact/v3-app client_id', '#client_secret': 'constant-contact/v3-app client_secret' } },
  'cf7-recaptcha': { at: 'admin.php?page=wpcf7-integration&service=recaptcha&action=setup', recipe: true, traps: ['provider-in-query'], answers: captcha('#sitekey', '#secret') },
  'table-headers': { at: 'admin.php?page=shopmail', traps: ['label-th', 'decoy'], answers: { '[name="shopmail[mailchimp][api_key]"]': 'mailchimp/api-key api_key' } },
  'dotdigital': { at: 'admin.php?page=dotdigital-for-wordpress-settings', recipe: true, traps: ['label-th', 'split-field'], answers: { '[name$="[dm_API_username]"]': 'dotdigital/api-user username', '[name$="[dm_API_password]"]': 'dotdigital/api-user password', '[name$="[dm_API_region]"]': 'dotdigital/api-user region | none' } },
  'frame': { at: 'admin.php?page=dotdigital-for-woocommerce', traps: ['iframe'] },
  'oauth-only': { at: 'admin.php?page=ctct_options', traps: ['oauth-only'] },
};

/** @param {import('playwright-core').Page} tab @param {string} service */
async function chooseService(tab, service) {
  await tab.locator('#bloom_provider').selectOption(service);
  await tab.locator(`#api_key_${service}`).waitFor();
}

/** Records everything anew, a folder for each language. @returns {Promise<number>} how many pages */
export async function recordWordPress() {
  const state = await mkdtemp(join(tmpdir(), 'keyfob-corpus-'));
  const wordpress = await startWordPress({ state });
  const browser = await launch([`--host-resolver-rules=MAP ${SITE}:80 127.0.0.1:${wordpress.port}, MAP * ~NOTFOUND`]);
  let pages = 0;
  try {
    for (const [short, locale] of Object.entries(LANGUAGES)) {
      await setLanguage(state, locale);
      const folder = new URL(`../recorded/wordpress-${short}/`, import.meta.url);
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const tab = await context.newPage();
      const foreign = short === 'en' ? [] : ['other-language'];
      /** @param {string} name @param {string} about @param {string[]} traps @param {boolean} recipe */
      const keep = async (name, about, traps, recipe) => {
        const { snapshot, answers } = await describe(tab);
        const facts = { about, url: tab.url(), traps: [...traps, ...foreign], recipe, language: snapshot.language, have: null, answers };
        // The uploader numbers its field anew each time.
        const text = written({ ...facts, snapshot }).replaceAll(`http://${SITE}`, `https://${SITE}`).replace(/html5_[0-9a-z]{20,}/g, 'html5_upload');
        await writeFile(new URL(`${name}.json`, folder), text);
        pages += 1;
      };
      await tab.goto(`http://${SITE}/wp-login.php?action=lostpassword`);
      await keep('lost-password', 'WordPress asks whose password is lost', ['wordpress-core'], false);
      await tab.goto(`http://${SITE}/wp-login.php`);
      await keep('login', 'The login of WordPress', ['wordpress-core'], false);
      await tab.locator('#user_login').fill(wordpress.user);
      await tab.locator('#user_pass').fill(wordpress.password);
      await tab.locator('#wp-submit').click();
      await tab.waitForURL('**/wp-admin/**');
      for (const [name, at] of Object.entries(CORE)) {
        // Its scripts change fields once the page is there: a proposed password is shown.
        await tab.goto(`http://${SITE}/wp-admin/${at}`, { waitUntil: 'networkidle' });
        await keep(name, `A page of WordPress itself: ${at}`, ['wordpress-core'], false);
      }
      for (const [name, { at, answers = {}, traps, recipe = false, first }] of Object.entries(FIXTURES)) {
        await tab.goto(`http://${SITE}/wp-admin/${at}`);
        await first?.(tab);
        for (const [selector, answer] of Object.entries(answers)) {
          await tab.locator(selector).evaluate((el, told) => el.setAttribute('x-answer', told), answer);
        }
        await keep(`plugin-${name}`, `A plugin's page in a real WordPress: ${at}`, ['wordpress-plugin', ...traps], recipe);
      }
      await tab.goto(`http://${SITE}/?p=1`);
      await keep('comment', 'An article with its comment form, logged in', ['wordpress-core'], false);
      await context.close();
    }
  } finally {
    await browser.close();
    await wordpress.stop();
    await rm(state, { recursive: true, force: true });
  }
  return pages;
}
