// Radio buttons, and elements that are typed into without being fields.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, start } from './bed.mjs';

start();

const VALUE = ['0123456789abcdef'.repeat(2), 'us21'].join('-');

test('of radio buttons the one that is meant is pressed, once, and undo presses the one before', async () => {
  const { page, fill, undo, close } = await open('choices.html');
  const chosen = () => page.evaluate(() => [...document.querySelectorAll('[type=radio]')].filter((one) => one.checked).map((one) => one.parentElement.textContent.trim()));
  const { why, shot, report } = await fill({ region: 'north america', mode: 'l' });
  assert.deepEqual(why, ['filled', 'filled']);
  assert.deepEqual(report.results.map(({ kept }) => kept), [true, true]);
  assert.deepEqual(await chosen(), ['North America', 'Live']);
  assert.deepEqual(await page.evaluate(() => window.heard), ['click r2', 'change r2', 'click l', 'change l']);
  // Where nothing was chosen there is nothing to go back to.
  assert.deepEqual((await undo(shot)).results.map(({ why }) => why), ['', 'choice']);
  assert.deepEqual(await chosen(), ['Europe', 'Live']);
  assert.deepEqual((await fill({ region: 'mars' })).why, ['changed']);
  // What is chosen already is not pressed again.
  await page.evaluate(() => { window.heard = []; });
  assert.deepEqual((await fill({ region: 'r1' })).why, ['filled']);
  assert.deepEqual(await page.evaluate(() => window.heard), []);
  await close();
});

test('an element that is typed into is filled whole, by itself or by its editor, and put back', async () => {
  const { page, fill, undo, close } = await open('choices.html');
  const { why, shot } = await fill({ plain: VALUE, own: VALUE });
  assert.deepEqual(why, ['filled', 'filled']);
  assert.deepEqual(await page.evaluate(() => window.state()), { own: VALUE, plain: VALUE });
  await undo(shot);
  assert.deepEqual(await page.evaluate(() => window.state()), { own: '••••••••', plain: '' });
  await page.evaluate(() => document.execCommand('undo'));
  assert.equal(await page.evaluate(() => document.body.textContent.includes('us21')), false, 'the browser has nothing to bring back');
  await close();
});
