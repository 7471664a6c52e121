// The hostile pages of tests/hostile against the page scripts, run as the browser runs them: in a world of their own.
// Each attack ends with nothing filled, and with a reason that a person is told.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fillSource, openApart, start } from './bed.mjs';

start();

const VALUE = ['0123456789abcdef'.repeat(2), 'us21'].join('-');
const hostile = new URL('../hostile/', import.meta.url);

/** What each page's field is refused for. */
const REASONS = {
  'opacity-html': 'transparent',
  'opacity-body': 'transparent',
  'opacity-parent': 'transparent',
  'opacity-chain': 'transparent',
  'opacity-shadow-child': 'transparent',
  'mask': 'transparent',
  'overlay-full': 'covered',
  'overlay-scrolls-along': 'covered',
  'overlay-partial': 'covered',
  'overlay-look-through': 'covered',
  'overlay-look-through-insisting': 'covered',
  'overlay-look-through-child': 'covered',
  'overlay-pseudo': 'covered',
  'overlay-pseudo-insisting': 'covered',
  'overlay-box-shadow': 'covered',
  'overlay-outline': 'covered',
  'overlay-closed-shadow': 'covered',
  'top-layer-dialog': 'covered',
  'top-layer-popover': 'covered',
  'top-layer-on-focus': 'covered',
  'prototype-pollution': 'transparent',
  'patched-getters': 'covered',
  'patched-setters': 'transparent',
  'clobbered-document': 'covered',
  'clobbered-parent': 'transparent',
  'mutate-type': 'changed',
  'mutate-action': 'changed',
  'mutate-base': 'changed',
  'mutate-form': 'changed',
  'mutate-form-attribute': 'changed',
  'mutate-replaced': 'gone',
  'mutate-name': 'changed',
  'mutate-on-focus': 'changed',
  'focus-stolen': 'unfocused',
  'moved-on-focus': 'offscreen',
  'clip-path': 'tiny',
  'clip-path-partial': 'covered',
  'zero-size': 'tiny',
  'off-screen': 'offscreen',
  'transform-away': 'offscreen',
  'transform-flat': 'tiny',
  'backface': 'covered',
  'visibility': 'hidden',
  'content-visibility': 'hidden',
  'z-index': 'covered',
};
/** What is told when the page is read, before anything is confirmed. */
const AT_PLAN = {
  'form': '',
  'opacity-parent': 'transparent',
  'zero-size': 'tiny',
  'visibility': 'hidden',
  'off-screen': 'offscreen',
  'overlay-scrolls-along': 'covered',
};
/** The order is refused as a whole. */
const REFUSED = { 'mutate-address': 'gone' };
/** The form is in a frame: the plan says so, and nothing is listening in there. */
const FRAMES = {
  'frame-same-origin': { origin: 'https://site.test', same_origin: true, controls: 1 },
  'frame-sandboxed': { origin: 'https://site.test', same_origin: false, controls: 0 },
  'frame-srcdoc': { origin: 'https://site.test', same_origin: true, controls: 1 },
  'frame-other-origin': { origin: 'https://connect.elsewhere.test', same_origin: false, controls: 0 },
};

/** That no field of any frame holds the value, nor anything a page of this folder keeps what it steals in. */
const nothingIn = async (page) => {
  for (const frame of page.frames()) {
    const held = await frame.evaluate(() => {
      const within = (root) => (root instanceof ShadowRoot ? ShadowRoot : Document).prototype.querySelectorAll.call(root, '*');
      const fields = (root) => Array.from(within(root)).flatMap((el) => [el.value ?? '', ...(el.shadowRoot ? fields(el.shadowRoot) : [])]);
      return JSON.stringify([fields(document), window.stolen ?? []]);
    });
    assert.ok(!held.includes(VALUE), 'the value is in the page');
  }
};

test('every page of the catalogue is tried', async () => {
  const files = (await readdir(hostile)).filter((name) => name.endsWith('.html')).map((name) => name.replace('.html', ''));
  const tried = [...Object.keys(REASONS), ...Object.keys(REFUSED), ...Object.keys(FRAMES), 'form'];
  assert.deepEqual(files.sort(), tried.sort());
});

test('every reason is a sentence in every language', async () => {
  for (const language of ['en', 'de', 'es', 'fr']) {
    const messages = JSON.parse(await readFile(new URL(`../../extension/_locales/${language}/messages.json`, import.meta.url), 'utf8'));
    for (const why of new Set(Object.values(REASONS))) assert.ok(messages[`why_refused_${why}`]?.message, `${language}: ${why}`);
  }
});

test('the form by itself is filled', async () => {
  const { page, fill, close } = await openApart('form.html');
  assert.deepEqual(await fill({ mailchimp_api_key: VALUE }), { refused: '', results: [{ index: 0, filled: true, why: '', kept: true }] });
  assert.equal(await page.inputValue('#key'), VALUE);
  await close();
});

for (const [name, why] of Object.entries(REASONS)) {
  test(`${name}: nothing is filled, because it is ${why}`, async () => {
    const { page, fill, close } = await openApart(`${name}.html`);
    const report = await fill({ mailchimp_api_key: VALUE });
    assert.deepEqual([report.refused, ...report.results.map((result) => [result.filled, result.why])], ['', [false, why]]);
    await nothingIn(page);
    await close();
  });
}

for (const [name, unseen] of Object.entries(AT_PLAN)) {
  test(`${name}: the plan is told ${unseen || 'nothing against it'}`, async () => {
    const { snapshot, close } = await openApart(`${name}.html`);
    const [field] = (await snapshot()).controls.filter((control) => control.name === 'mailchimp_api_key');
    assert.deepEqual([field.visible, field.unseen], [unseen === '', unseen]);
    await close();
  });
}

for (const [name, refused] of Object.entries(REFUSED)) {
  test(`${name}: the whole order is refused`, async () => {
    const { page, fill, close } = await openApart(`${name}.html`);
    assert.deepEqual(await fill({ mailchimp_api_key: VALUE }), { refused, results: [] });
    await nothingIn(page);
    await close();
  });
}

for (const [name, told] of Object.entries(FRAMES)) {
  test(`${name}: the frame is named, and nobody listens in it`, async () => {
    const { page, snapshot, world, close } = await openApart(`${name}.html`);
    const shot = await snapshot();
    assert.deepEqual(shot.controls, []);
    const [{ words, ...frame }] = shot.frames;
    assert.deepEqual([frame, shot.frames.length], [{ ...told, visible: true }, 1]);
    assert.equal(words.length > 0, told.same_origin, 'words are read where the page itself could read them');
    // Even if the scripts were brought into the frame by mistake.
    const within = await world(page.frames()[1]);
    const inside = await within.snapshot();
    assert.equal(inside.controls[0].name, 'mailchimp_api_key');
    await within.run(fillSource);
    const values = [{ index: 0, name: 'mailchimp_api_key', id: 'key', value: VALUE }];
    assert.equal(await within.order({ nonce: inside.nonce, values }), 'not heard');
    await nothingIn(page);
    await close();
  });
}

test('a document that its server has cut off from its origin is never filled', async () => {
  const { page, fill, close } = await openApart('form.html', { headers: { 'content-security-policy': 'sandbox allow-scripts allow-forms' } });
  assert.equal(await fill({ mailchimp_api_key: VALUE }), 'not heard');
  await nothingIn(page);
  await close();
});

test('what a page replaced is not what the scripts use, and its own hooks hear of no value that was not filled', async () => {
  const { page, snapshot, close } = await openApart('patched-getters.html');
  const shot = await snapshot();
  assert.deepEqual(shot.controls.map(({ name, unseen }) => [name, unseen]), [['mailchimp_api_key', '']]);
  assert.ok(await page.evaluate(() => document.elementFromPoint(5, 5) === document.getElementById('key')), 'the page does lie');
  await close();
});

test('what lies over a field without hiding it does not keep it from being filled', async () => {
  // A text field as component libraries draw it: an outline and a floating label that let clicks through, an eye at
  // its end, and a decoration behind the form.
  const { page, fill, close } = await openApart('harmless.html', { html: `<!doctype html><style>
    form { position: relative; width: 300px } input { width: 100%; height: 40px; box-sizing: border-box; border: 0 }
    fieldset { position: absolute; inset: 0; border: 1px solid gray; pointer-events: none; margin: 0 }
    label { position: absolute; left: 10px; top: 10px; pointer-events: none }
    form > button { position: absolute; right: 4px; top: 8px; width: 24px; height: 24px }
    .behind { position: absolute; inset: 0; background: beige; pointer-events: none; z-index: -1 }
    .card { box-shadow: 0 2px 6px 3px rgba(0, 0, 0, 0.4) }
    form::after { content: ""; position: absolute; inset: 0; pointer-events: none; box-shadow: 0 0 2px gray }
    </style><div class="behind"></div><div class="card">Welcome</div>
    <form><input id="key" name="mailchimp_api_key"><fieldset></fieldset><label for="key">API Key</label><button>o</button></form>` });
  assert.deepEqual((await fill({ mailchimp_api_key: VALUE })).results, [{ index: 0, filled: true, why: '', kept: true }]);
  assert.equal(await page.inputValue('#key'), VALUE);
  await close();
});
