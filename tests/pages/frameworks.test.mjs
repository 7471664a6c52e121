// Pages of real Angular and Lit. The scripts run in a world apart here: none of their own promises and listeners sets
// off what only a person's typing should.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openApart, start, words } from './bed.mjs';

start();

const VALUE = ['0123456789abcdef'.repeat(2), 'us21'].join('-');

/** Opens a page that keeps its state in a framework. */
const open = async (name) => {
  const bed = await openApart(name, { folder: './', ready: 'window.state' });
  /** Calls a function of the page, or answers what it keeps. */
  const ask = (what) => bed.page.evaluate((what) => (typeof window[what] === 'function' ? window[what]() : window[what]), what);
  return { ...bed, ask };
};

/** All controls of the Angular page. */
const ANGULAR = { model: VALUE, blurred: VALUE, keyed: VALUE, place: 'America', mode: 'l', key: VALUE, boxed: VALUE, deep: VALUE, late: VALUE, region: 'America', kind: 'l' };
const reactive = (value, region, kind) => ({ key: value, boxed: value, deep: value, late: { key: value, region, kind } });
const models = (value, region, kind) => ({ model: value, blurred: value, keyed: value, place: region, mode: kind, reactive: reactive(value, region, kind), shown: [value, value] });
const told = (how) => ['model', 'blurred', 'place', 'mode', 'key', 'boxed', 'deep', 'late.key', 'late.region', 'late.kind'].map((name) => `${name}: ${how(name)}`);

for (const [page, looks] of [['angular.html', 'by itself'], ['angular.html?zone', 'with zone.js']]) {
  test(`Angular, looking for changes ${looks}, holds what is filled in both kinds of forms, saves it and hears of the undo`, async () => {
    const { page: tab, fill, undo, ask, close } = await open(page);
    const needed = (name) => ['model', 'key'].includes(name);
    const before = { ...models('', 'r1', 't'), told: told((name) => `pristine, untouched, ${needed(name) ? 'invalid' : 'valid'}`) };
    assert.deepEqual(await ask('state'), before);

    const report = await fill(ANGULAR);
    assert.deepEqual(words(report), Object.keys(ANGULAR).map(() => 'filled'));
    assert.deepEqual(await ask('state'), { ...models(VALUE, 'r2', 'l'), told: told(() => 'dirty, touched, valid') });
    const heard = await ask('heard');
    assert.equal(heard.filter(([key], at) => key !== (heard[at - 1]?.[0] ?? '')).length, 1, 'one change of a value that is taken on input');
    assert.equal(heard.filter(([, late], at) => late !== (heard[at - 1]?.[1] ?? '')).length, 1, 'one change of a value that is taken on blur');

    await tab.click('#save');
    await tab.click('#save-reactive');
    assert.deepEqual(await ask('saved'), [
      { model: VALUE, blurred: VALUE, place: { place: 'r2', words: 'America' }, mode: 'l' },
      reactive(VALUE, 'r2', 'l'),
    ]);

    assert.deepEqual(words(await undo()), Object.keys(ANGULAR).map(() => 'filled'));
    const after = { ...models('', 'r1', 't'), told: told((name) => `dirty, touched, ${needed(name) ? 'invalid' : 'valid'}`) };
    assert.deepEqual(await ask('state'), after);
    await close();
  });
}

test('a page that is not in the focus, as under an open popup, hears of the blur all the same', async () => {
  const { page, fill, ask, close } = await open('angular.html');
  // A window without the focus: moving it within the page is not told to the page.
  await page.evaluate(() => {
    for (const type of ['focus', 'blur', 'focusin', 'focusout']) {
      window.addEventListener(type, (event) => { if (event.isTrusted) event.stopImmediatePropagation(); }, true);
    }
  });
  assert.deepEqual(words(await fill({ blurred: VALUE, late: VALUE, region: 'r2', kind: 'l' })), ['filled', 'filled', 'filled', 'filled']);
  const { blurred, reactive: form } = await ask('state');
  assert.deepEqual([blurred, form.late], [VALUE, { key: VALUE, region: 'r2', kind: 'l' }]);
  await close();
});

/** All controls of one of the Lit components. */
const LIT = { key: VALUE, live: VALUE, late: VALUE, refused: VALUE, region: 'America', kind: 'l' };
const properties = (value, region, kind) => ({ key: value, live: value, late: value, region, kind });

for (const mode of ['open', 'closed']) {
  test(`Lit holds what is filled in a component whose shadow root is ${mode}, draws it, saves it and hears of the undo`, async () => {
    const { page, fill, undo, ask, close } = await open(`lit.html?${mode}`);
    const report = await fill(LIT);
    assert.deepEqual(words(report), ['filled', 'filled', 'filled', 'overwritten', 'filled', 'filled']);
    assert.deepEqual(await ask('state'), properties(VALUE, 'r2', 'l'));
    await ask('again');
    assert.deepEqual(await ask('drawn'), [VALUE, VALUE, VALUE, '', 'r2', 'l', `${VALUE}, drawn again`]);

    await page.click('#save');
    assert.deepEqual(await ask('saved'), [properties(VALUE, 'r2', 'l')]);

    assert.deepEqual(words(await undo()), ['filled', 'filled', 'filled', 'filled', 'filled']);
    assert.deepEqual(await ask('state'), properties('', 'r1', 't'));
    assert.deepEqual(await ask('drawn'), ['', '', '', '', 'r1', 't', ', drawn again']);
    await close();
  });
}
