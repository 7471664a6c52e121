// What watch.js tells of a form that changes, and when it is gone.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fillSource, open, start } from './bed.mjs';

start();

const watchSource = await readFile(new URL('../../extension/content/watch.js', import.meta.url), 'utf8');
const VALUE = ['0123456789abcdef'.repeat(2), 'us21'].join('-');
const FORM = '<!doctype html><title>Settings</title><h1>Mailchimp</h1><form><label>API Key <input name="key"></label></form><div id="later"></div>';

/** A page that is watched, and what was told of it so far. */
const watched = async () => {
  const bed = await open('watched.html', FORM);
  const { page, snapshot } = bed;
  await page.evaluate(() => {
    window.told = [];
    window.answer = { type: 'begin', nonce: '' };
    window.chrome.runtime.sendMessage = async ({ page }) => {
      window.told.push(page);
      return window.answer;
    };
  });
  const { nonce } = await snapshot();
  await page.evaluate(watchSource);
  /** Waits for something to be told. */
  const told = async () => {
    await page.waitForFunction(() => window.told.length > 0);
    return page.evaluate(() => window.told.splice(0));
  };
  const silent = () => page.evaluate(() => window.told.length === 0);
  const runs = () => page.evaluate(() => Symbol.for('keyfob.watch') in globalThis);
  return { ...bed, nonce, told, silent, runs };
};

test('controls that come, go and show themselves are told of, each time once, and nothing that stands in them', async () => {
  const { page, nonce, told, silent, close } = await watched();
  const expected = [{ type: 'form-changed', nonce }];
  await page.evaluate(() => { document.getElementById('later').innerHTML = '<dialog><label>Secret <input name="secret"></label></dialog>'; });
  assert.deepEqual(await told(), expected, 'a field comes');
  await page.evaluate(() => document.querySelector('dialog').showModal());
  assert.deepEqual(await told(), expected, 'it shows itself');
  await page.evaluate(() => document.querySelector('dialog').remove());
  assert.deepEqual(await told(), expected, 'it goes');
  await page.evaluate(() => { document.getElementById('later').innerHTML = '<div class="notice notice-success">Settings saved.</div>'; });
  assert.deepEqual(await told(), expected, 'the page says something');
  await page.clock.install();
  await page.evaluate(() => {
    for (let n = 0; n < 50; n++) document.getElementById('later').className = `counting-${n}`;
    document.getElementById('later').append(document.createElement('p'));
    document.getElementsByName('key')[0].placeholder = 'Paste it here';
  });
  await page.clock.runFor(1000);
  assert.equal(await silent(), true, 'that was nothing of a form');
  await close();
});

test('what comes and shows itself inside a component is told of, one that comes later included', async () => {
  const { page, nonce, told, close } = await watched();
  const expected = [{ type: 'form-changed', nonce }];
  await page.evaluate(() => {
    customElements.define('settings-box', class extends HTMLElement {
      connectedCallback() {
        this.inside = this.attachShadow({ mode: 'closed' });
        window.closedRoots.set(this, this.inside);
        this.inside.innerHTML = '<label>Secret <input name="secret"></label><div class="notice" hidden>Saved.</div>';
      }
    });
    document.getElementById('later').innerHTML = '<settings-box></settings-box>';
  });
  assert.deepEqual(await told(), expected, 'it comes with a field');
  await page.evaluate(() => { document.querySelector('settings-box').inside.querySelector('.notice').hidden = false; });
  assert.deepEqual(await told(), expected, 'it says something');
  await page.evaluate(() => {
    const inner = document.createElement('div');
    inner.attachShadow({ mode: 'open' }).innerHTML = '<input name="deeper">';
    document.querySelector('settings-box').inside.append(inner);
  });
  assert.deepEqual(await told(), expected, 'a component in it comes');
  await page.evaluate(() => document.querySelector('settings-box').remove());
  assert.deepEqual(await told(), expected, 'it goes');
  await close();
});

test('the next snapshot is followed by the same script', async () => {
  const { page, snapshot, told, nonce, close } = await watched();
  const next = await snapshot();
  await page.evaluate(watchSource);
  await page.evaluate(() => document.querySelector('form').remove());
  assert.deepEqual(await told(), [{ type: 'form-changed', nonce: next.nonce }]);
  assert.notEqual(next.nonce, nonce);
  await close();
});

test('it ends when it is told so, when nobody answers, and when the page is left', async () => {
  const ends = [
    async (page) => { await page.evaluate(() => { window.answer = { type: 'end' }; document.querySelector('form').remove(); }); },
    async (page) => { await page.evaluate(() => { window.chrome.runtime.sendMessage = () => Promise.reject(new Error()); document.querySelector('form').remove(); }); },
    async (page) => { await page.evaluate(() => window.dispatchEvent(new Event('pagehide'))); },
  ];
  for (const end of ends) {
    const { page, silent, runs, close } = await watched();
    assert.equal(await runs(), true);
    await end(page);
    await page.waitForFunction(() => !(Symbol.for('keyfob.watch') in globalThis));
    await page.evaluate(() => window.told.splice(0));
    assert.equal(await page.evaluate(() => Symbol.for('keyfob.snapshot') in globalThis), false, 'nothing of it stays');
    await page.evaluate(() => new Promise((resolve) => {
      document.body.append(document.createElement('input'));
      requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)));
    }));
    assert.equal(await silent(), true);
    assert.equal(await runs(), false);
    await close();
  }
});

test('a plan is followed for two minutes, a fill for ten', async () => {
  for (const filled of [false, true]) {
    const { page, snapshot, runs, close } = await watched();
    await page.clock.install();
    const { nonce, controls } = await snapshot();
    await page.evaluate(watchSource);
    if (filled) {
      await page.evaluate(fillSource);
      const values = [{ index: 0, name: controls[0].name, id: '', value: VALUE }];
      const report = await page.evaluate((fill) => window.order({ fill }), { nonce, values });
      assert.equal(report.results[0].filled, true);
    }
    await page.clock.runFor(121_000);
    assert.equal(await runs(), filled);
    await page.clock.runFor(480_000);
    assert.equal(await runs(), false);
    await close();
  }
});
