// Pointing at a field: by the mouse, by the keyboard, and without a trace afterwards.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, pointSource, start } from './bed.mjs';

start();

const PAGE = `<!doctype html><title>x</title><form>
  <label for="a">Field A</label><input id="a" name="a">
  <p><label><b id="words">Field B</b> <input name="b"></label></p>
  <input name="gone" style="display:none">
  <label><input type="radio" name="r" value="1"> one</label><label id="two"><input type="radio" name="r" value="2"> two</label>
  <input name="c"><button>Send</button></form><div id="rest" style="height:200px"></div>`;

/** Opens the page, reads it and begins to point. */
const begin = async () => {
  const bed = await open('point.html', PAGE);
  const { page } = bed;
  await page.evaluate(() => {
    window.heard = [];
    for (const type of ['pointerdown', 'mousedown', 'click', 'keydown', 'submit', 'focusin']) {
      document.addEventListener(type, (event) => window.heard.push(type), true);
    }
  });
  const html = () => page.evaluate(() => document.documentElement.outerHTML);
  const before = await html();
  const shot = await bed.snapshot();
  const pointed = page.evaluate(pointSource);
  await page.waitForSelector('keyfob-helper', { state: 'attached' });
  const name = (index) => shot.controls[index]?.name;
  return { ...bed, before, html, shot, pointed, name };
};

const noTrace = async ({ page, before, html }) => {
  assert.equal(await html(), before);
  assert.deepEqual(await page.evaluate(() => window.heard), []);
  assert.equal(await page.evaluate(() => Symbol.for('keyfob.point') in globalThis), false);
};

test('a click on a field takes it, and the page hears nothing of it', async () => {
  const bed = await begin();
  await bed.page.locator('[name=c]').click({ force: true, noWaitAfter: true });
  const { nonce, index } = await bed.pointed;
  assert.equal(nonce, bed.shot.nonce);
  assert.equal(bed.name(index), 'c');
  await noTrace(bed);
  await bed.close();
});

test('a click on its words is one on the field, and one beside every field is none', async () => {
  const bed = await begin();
  const centre = async (selector) => {
    const { x, y, width, height } = await bed.page.locator(selector).boundingBox();
    return [x + width / 2, y + height / 2];
  };
  await bed.page.mouse.click(...(await centre('#rest')));
  await bed.page.mouse.click(...(await centre('#words')));
  assert.equal(bed.name((await bed.pointed).index), 'b');
  await noTrace(bed);
  await bed.close();
});

test('any of a group of choices is its first', async () => {
  const bed = await begin();
  const { x, y } = await bed.page.locator('#two').boundingBox();
  await bed.page.mouse.click(x + 4, y + 4);
  const { index } = await bed.pointed;
  assert.equal(index, bed.shot.controls.findIndex((control) => control.name === 'r'));
  assert.equal(await bed.page.isChecked('[value="2"]'), false);
  await bed.close();
});

test('Tab and arrows move among what can be seen, Enter takes it', async () => {
  const bed = await begin();
  for (const key of ['Tab', 'ArrowDown', 'ArrowDown', 'Shift+Tab', 'Enter']) await bed.page.keyboard.press(key);
  assert.equal(bed.name((await bed.pointed).index), 'b');
  await noTrace(bed);
  await bed.close();
});

test('Escape ends, and so does starting once more', async () => {
  const bed = await begin();
  await bed.page.keyboard.press('Escape');
  assert.equal((await bed.pointed).index, null);
  await noTrace(bed);
  const again = bed.page.evaluate(pointSource);
  await bed.page.waitForSelector('keyfob-helper', { state: 'attached' });
  assert.equal((await bed.page.evaluate(pointSource)).index, null);
  assert.equal((await again).index, null);
  await noTrace(bed);
  await bed.close();
});

test('what a page makes up takes nothing', async () => {
  const bed = await begin();
  await bed.page.evaluate(() => {
    document.querySelector('[name=a]').click();
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
  });
  assert.equal(await bed.page.evaluate(() => document.querySelectorAll('keyfob-helper').length), 1);
  await bed.page.keyboard.press('Escape');
  assert.equal((await bed.pointed).index, null);
  await bed.close();
});

test('without a description of the page there is nothing to point at', async () => {
  const { page, close } = await open('point.html', PAGE);
  assert.deepEqual(await page.evaluate(pointSource), { nonce: '', index: null });
  await close();
});
