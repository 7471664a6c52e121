import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, pointSource, snapshotSource, start } from './bed.mjs';

start();

const by = (shot, name) => shot.controls.find((control) => control.name === name || control.id === name);

test('a settings page is described with its words', async () => {
  const { snapshot, close, errors } = await open('plain.html');
  const shot = await snapshot();
  assert.equal(shot.version, 2);
  assert.equal(shot.url, 'https://site.test/plain.html?page=settings');
  assert.equal(shot.title, 'Mailchimp settings');
  assert.equal(shot.language, 'en');
  assert.deepEqual(shot.headings, ['Newsletter', 'Mailchimp connection', 'Other']);
  assert.match(shot.nonce, /^[0-9a-f]{32}$/);
  shot.controls.forEach((control, place) => assert.equal(control.index, place));

  const key = by(shot, 'mc[api_key]');
  assert.equal(key.id, 'key');
  assert.equal(key.label, 'API Key');
  assert.equal(key.section, 'Mailchimp connection');
  assert.equal(key.placeholder, 'Your Mailchimp API key');
  assert.equal(key.help, 'Find it at your account .');
  assert.deepEqual(key.links, ['admin.mailchimp.com']);
  assert.equal(key.action, '/wp-admin/options.php', 'a field named "action" does not hide the form\'s own');
  assert.equal(key.submit, 'Save Changes');
  assert.deepEqual([key.visible, key.state, key.length, key.form], [true, 'empty', 0, 0]);

  const region = by(shot, 'mc[region]');
  assert.equal(region.beside, 'Region:');
  assert.deepEqual(region.options[1], { value: 'us1', text: 'United States', selected: false });
  assert.equal(by(shot, 'bare').beside, 'Account name');
  assert.equal(by(shot, 'bare').section, 'Account');
  assert.equal(by(shot, 'mc[locked]').disabled, true);
  assert.equal(by(shot, 'mc[fixed]').readonly, true);
  assert.equal(by(shot, 'action').visible, false);

  const loose = by(shot, 'loose');
  assert.equal(loose.beside, 'Access Token');
  assert.equal(loose.section, 'Other');
  assert.equal(loose.form, -1);
  assert.equal(loose.submit, 'Authorize');
  assert.deepEqual(errors, []);
  await close();
});

test('no value of a control is in it, only its state and length', async () => {
  const { page, snapshot, close } = await open('plain.html');
  const typed = ['typed', 'in', 'by', 'hand'].join('-');
  await page.fill('#key', typed);
  await page.evaluate((typed) => document.getElementById('key').setAttribute('data-original-text-value', typed), typed);
  const shot = await snapshot();
  const text = JSON.stringify(shot);
  for (const value of [typed, 'abcd****wxyz', 'sea-shells', 'update"']) assert.ok(!text.includes(value), value);
  assert.deepEqual([by(shot, 'key').state, by(shot, 'key').length], ['filled', typed.length]);
  assert.deepEqual([by(shot, 'mc[secret]').state, by(shot, 'mc[secret]').length], ['masked', 12]);
  await close();
});

test('whatever cannot be seen is told from what can', async () => {
  const { snapshot, close } = await open('hidden.html');
  const shot = await snapshot();
  const why = Object.fromEntries(shot.controls.map((control) => [control.name, control.unseen]));
  assert.deepEqual(why, {
    'seen': '', 'w-hidden-type': 'hidden', 'w-display': 'hidden', 'w-visibility': 'hidden', 'w-attribute': 'hidden',
    'w-inert': 'hidden', 'w-details': 'hidden', 'w-content-visibility': 'hidden', 'w-opacity': 'transparent',
    'w-opacity-chain': 'transparent', 'w-filter': 'transparent', 'w-zero': 'tiny', 'w-one-pixel': 'tiny',
    'w-scale': 'tiny', 'w-clip-path': 'tiny', 'w-clip': 'tiny', 'w-overflow': 'offscreen', 'w-left': 'offscreen',
    'w-above': 'offscreen', 'w-fixed': 'offscreen', 'w-shifted': 'offscreen', 'seen-in-scroller': '', 'seen-below': '',
    'seen-not-held': '',
  });
  for (const control of shot.controls) assert.equal(control.visible, control.unseen === '');
  await close();
});

test('open shadow roots are walked where they stand, and what dims their host dims them', async () => {
  const { snapshot, close } = await open('shadow.html');
  const shot = await snapshot();
  assert.deepEqual(shot.controls.map(({ name, label, section, submit, unseen, form }) => ({ name, label, section, submit, unseen, form })), [
    { name: 'key', label: 'API Key', section: 'Constant Contact', submit: 'Connect', unseen: '', form: 0 },
    { name: 'key', label: 'API Key', section: 'Constant Contact', submit: '', unseen: 'transparent', form: 1 },
    { name: 'after', label: '', section: 'Constant Contact', submit: '', unseen: '', form: -1 },
  ]);
  await close();
});

test('closed shadow roots of the page\'s own elements are walked as well, those that others put there are not', async () => {
  const { page, snapshot, close, errors } = await open('closed.html', `<!doctype html><h2>Constant Contact</h2>
    <svg><font-face></font-face></svg><own-form></own-form><other-form></other-form><div></div>
    <script>
    const close = (host, name) => {
      const root = host.attachShadow({ mode: 'closed' });
      root.innerHTML = '<label>API Key <input name="' + name + '"></label>';
      closedRoots.set(host, root);
    };
    customElements.define('own-form', class extends HTMLElement { connectedCallback() { close(this, 'own'); } });
    close(document.querySelector('other-form'), 'other');
    close(document.querySelector('div'), 'drawn');
    </script>`);
  const shot = await snapshot();
  assert.deepEqual(shot.controls.map(({ name, label, section, unseen }) => [name, label, section, unseen]), [['own', 'API Key', 'Constant Contact', '']]);
  // Its field is the one under the pointer.
  const pointed = page.evaluate(pointSource);
  await page.waitForSelector('keyfob-helper', { state: 'attached' });
  await page.locator('own-form').click({ force: true, noWaitAfter: true });
  // Nothing would be pointed at then.
  await page.keyboard.press('Escape');
  assert.equal((await pointed).index, 0);
  assert.deepEqual(errors, []);
  await close();
});

test('frames are counted or named, never read into the list', async () => {
  const { snapshot, close } = await open('frames.html');
  const shot = await snapshot();
  assert.deepEqual(shot.controls.map((control) => control.name), ['top']);
  const [own, foreign, sealed, pixel] = shot.frames;
  assert.deepEqual([own.origin, own.same_origin, own.visible], ['https://site.test', true, true]);
  assert.ok(own.controls >= 6);
  assert.deepEqual(foreign, { origin: 'https://forms.elsewhere.test', same_origin: false, visible: true, controls: 0, words: [] });
  assert.equal(sealed.same_origin, false);
  assert.equal(pixel.visible, false);
  await close();
});

test('a page that shadows its forms\' properties is read all the same', async () => {
  const { snapshot, close, errors } = await open('hostile.html');
  const shot = await snapshot();
  assert.equal(by(shot, 'getAttribute').action, '/save');
  assert.equal(by(shot, 'calm').visible, true);
  assert.deepEqual(errors, []);
  await close();
});

test('it never throws, whatever a page did to itself', async () => {
  const { page, close } = await open('broken.html', '<!doctype html><input name="a"><h1>x</h1>');
  const shot = await page.evaluate((source) => {
    document.querySelectorAll = undefined;
    document.createElement = () => { throw new Error('no'); };
    window.getComputedStyle = () => { throw new Error('no'); };
    return (0, eval)(source);
  }, snapshotSource);
  assert.equal(shot.version, 2);
  assert.ok(Array.isArray(shot.controls));
  await close();
});

test('it changes nothing in the page and leaves one global', async () => {
  const { page, close } = await open('plain.html');
  const seen = await page.evaluate((source) => {
    const globals = () => Reflect.ownKeys(globalThis).length;
    const before = [document.documentElement.outerHTML, globals()];
    (0, eval)(source);
    return [before, [document.documentElement.outerHTML, globals()], typeof globalThis[Symbol.for('keyfob.snapshot')]];
  }, snapshotSource);
  assert.equal(seen[1][0], seen[0][0]);
  assert.equal(seen[1][1], seen[0][1] + 1);
  assert.equal(seen[2], 'object');
  await close();
});

test('the words around a field, what the page is and what it says are told', async () => {
  const { snapshot, close, errors } = await open('words.html');
  const shot = await snapshot();
  assert.equal(shot.screen, 'toplevel_page_letterbox');
  assert.deepEqual(shot.plugins, ['letterbox-forms', 'shop-bridge']);
  assert.deepEqual(shot.tabs, ['Mail services']);
  assert.deepEqual(shot.notices, [
    { tone: 'good', text: 'Settings saved.' }, { tone: 'bad', text: 'That key was not accepted.' }, { tone: 'plain', text: 'Working' },
  ]);
  const told = (name, ...what) => what.map((key) => by(shot, name)[key]);
  assert.deepEqual(told('in-dl', 'beside', 'section', 'group'), ['Key v3', 'Brevo', 'Mail services']);
  assert.deepEqual(told('nameless', 'data_name', 'section'), ['letterbox[brevo][key]', 'Brevo'], 'bold words in a sentence are no heading');
  assert.equal(by(shot, 'in-box').group, 'Mailgun account');
  assert.equal(by(shot, 'in-fold').group, 'Klaviyo');
  assert.equal(by(shot, 'in-dialog').group, 'Connect Mailjet');
  const rich = by(shot, 'rich');
  assert.deepEqual([rich.tag, rich.kind, rich.label, rich.state, rich.length, rich.visible], ['editable', 'text', 'Access Token', 'filled', 16, true]);
  assert.equal(rich.group, '', 'a link over everything is no tab');
  assert.ok(!JSON.stringify(shot).includes('typed-words-here'));
  assert.deepEqual(errors, []);
  await close();
});

test('of radio buttons the first speaks for all', async () => {
  const { snapshot, close } = await open('words.html');
  const [first, second] = (await snapshot()).controls.filter(({ name }) => name === 'region');
  assert.deepEqual(first.options, [
    { value: 'eu', text: 'Europe', selected: false }, { value: 'us', text: 'United States', selected: true },
  ]);
  assert.deepEqual([first.label, first.state, second.options], ['Region', 'filled', []]);
  await close();
});

test('what a frame of the page\'s own asks for is told in words', async () => {
  const { snapshot, close } = await open('frames.html');
  const [own, foreign] = (await snapshot()).frames;
  assert.ok(own.words.includes('API Key'), JSON.stringify(own.words));
  assert.deepEqual(foreign.words, []);
  await close();
});

test('what a field stands under is told, however it is marked up', async () => {
  const { snapshot, close, errors } = await open('sections.html');
  const shot = await snapshot();
  const told = (name, ...what) => what.map((key) => by(shot, name)[key]);
  assert.deepEqual(told('introduced', 'section', 'intro', 'intro_links'), ['Maps', 'The map is drawn by Google Maps .', ['console.cloud.google.com']]);
  assert.equal(by(shot, 'second').intro, 'The map is drawn by Google Maps .', 'what stands behind the first field introduces nothing');
  assert.deepEqual(told('in-fold-button', 'section', 'outline'), ['Public key', ['Stripe', 'Maps', 'Connections']]);
  assert.deepEqual(told('in-row', 'beside', 'section'), ['Client ID', 'PayPal'], 'the label of a row is no heading');
  assert.deepEqual(told('below-two-lines', 'section', 'outline').flat().slice(0, 2), ['Access token', 'HubSpot']);
  assert.equal(by(shot, 'in-first-box').group, 'Campaign Monitor');
  assert.equal(by(shot, 'in-second-box').group, 'Brevo');
  assert.deepEqual(told('in-row-of-rows', 'beside', 'group'), ['Sender', ''], 'the label of a row is no box');
  assert.deepEqual(told('in-headed-dialog', 'beside', 'group'), ['Account SID', 'Twilio account']);
  assert.equal(by(shot, 'in-headed-dialog-too').group, 'Twilio account');
  assert.deepEqual(told('seen-twin', 'label', 'visible'), ['Mailgun key', true], 'a label speaks for both fields of one id');
  assert.deepEqual([...told('of-this', 'beside'), ...told('of-next', 'label', 'beside')], ['Account', '', 'Region'], 'a label in the row of another field is that one\'s');
  const lists = shot.controls.filter(({ options }) => options.length === 1).map(({ tag, beside, options }) => [tag, beside, options[0].text]);
  assert.deepEqual(lists, [['list', 'Service', 'MailerLite'], ['input', 'Slack', 'Slack']], 'a drawn list shows what is chosen');
  assert.ok(!JSON.stringify(shot).includes('Not for eyes'));
  assert.deepEqual(errors, []);
  await close();
});
