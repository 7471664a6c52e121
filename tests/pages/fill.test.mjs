import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillSource, open, start } from './bed.mjs';

start();

const VALUE = ['0123456789abcdef'.repeat(2), 'us21'].join('-');

test('the value is set, everything else stays, and the page hears of it', async () => {
  const { page, fill, value, close } = await open('plain.html');
  await page.evaluate(() => {
    window.heard = [];
    for (const type of ['focus', 'input', 'change', 'blur', 'submit']) {
      document.addEventListener(type, (event) => window.heard.push(`${type} ${event.target.name}`), true);
    }
  });
  const others = () => page.evaluate(() => [...document.querySelectorAll('input:not(#key),textarea')].map((el) => el.outerHTML + el.value));
  const before = await others();
  const { why } = await fill({ 'mc[api_key]': VALUE });
  assert.deepEqual(why, ['filled']);
  assert.equal(await value('mc[api_key]'), VALUE);
  assert.equal(await page.getAttribute('#key', 'autocomplete'), 'off');
  assert.deepEqual(await page.evaluate(() => window.heard), ['focus mc[api_key]', 'input mc[api_key]', 'change mc[api_key]', 'blur mc[api_key]']);
  assert.deepEqual(await others(), before);
  await close();
});

test('autocomplete is off before the value comes', async () => {
  const { page, fill, close } = await open('plain.html');
  await page.evaluate(() => {
    document.getElementById('key').addEventListener('focus', (event) => { window.atFocus = event.target.autocomplete + event.target.value; });
  });
  await fill({ 'mc[api_key]': VALUE });
  assert.equal(await page.evaluate(() => window.atFocus), 'off');
  await close();
});

test('a masked value is replaced whole and a select is set by value or by words', async () => {
  const { fill, value, close } = await open('plain.html');
  const { why } = await fill({ 'mc[secret]': VALUE, 'mc[region]': 'europe' });
  assert.deepEqual(why, ['filled', 'filled']);
  assert.equal(await value('mc[secret]'), VALUE);
  assert.equal(await value('mc[region]'), 'eu1');
  await close();
});

test('a select without the choice is left as it was', async () => {
  const { fill, value, close } = await open('plain.html');
  const { report } = await fill({ 'mc[region]': 'mars' });
  assert.deepEqual(report.results.map(({ filled, why }) => [filled, why]), [[false, 'changed']]);
  assert.equal(await value('mc[region]'), '');
  await close();
});

test('React keeps the value through its own state', async () => {
  const { page, fill, value, close } = await open('react.html');
  await page.waitForSelector('[name=key]');
  const { why } = await fill({ key: VALUE, region: 'America', refused: VALUE });
  assert.deepEqual(why, ['filled', 'filled', 'overwritten']);
  assert.deepEqual(await page.evaluate(() => window.state()), { key: VALUE, place: 'r2' });
  await page.evaluate(() => window.again());
  await page.waitForSelector('form[data-times="1"]');
  assert.equal(await value('key'), VALUE);
  await close();
});

test('Vue keeps the value through its own state, early or lazy', async () => {
  const { page, fill, value, close } = await open('vue.html');
  await page.waitForSelector('[name=key]');
  const { why } = await fill({ key: VALUE, late: VALUE });
  assert.deepEqual(why, ['filled', 'filled']);
  assert.deepEqual(await page.evaluate(() => window.state()), { key: VALUE, late: VALUE });
  await page.evaluate(() => window.again());
  await page.waitForSelector('form[data-times="1"]');
  assert.equal(await value('key'), VALUE);
  await close();
});

test('a form that saves by itself is given the value once', async () => {
  const { page, fill, close } = await open('saving.html');
  const saved = [];
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname === '/save') saved.push([...searchParams].flat());
  });
  await page.route('**/save?*', (route) => route.fulfill({ body: 'saved' }));
  const last = page.waitForRequest(/typing=/);
  await fill({ change: VALUE, blur: VALUE, region: 'Europe', typing: VALUE });
  await last;
  // Whatever else was begun before has been asked for before.
  await page.evaluate(() => fetch('/save?end=1'));
  assert.deepEqual(saved.sort(), [['blur', VALUE], ['change', VALUE], ['end', '1'], ['region', 'eu1'], ['typing', VALUE]]);
  await close();
});

test('undo puts back what was no secret, and only where nothing else came since', async () => {
  const { page, fill, undo, value, close } = await open('undo.html');
  const values = { empty: VALUE, mask: VALUE, endpoint: 'https://r2-api.example', clear: VALUE, region: 'r2' };
  const { why, report, shot } = await fill(values, { open: ['endpoint', 'region'] });
  assert.deepEqual(why, ['filled', 'filled', 'filled', 'filled', 'filled']);
  assert.deepEqual(report.results.map(({ kept }) => kept), [true, true, true, false, true]);
  assert.equal(await undo({ nonce: 'f'.repeat(32) }), 'not heard');

  const undone = await undo(shot);
  assert.deepEqual(undone.results.map(({ filled, why }) => [filled, why]), [[true, ''], [true, ''], [true, ''], [false, 'secret'], [true, '']]);
  assert.deepEqual(await Promise.all(Object.keys(values).map(value)), ['', '••••••••us21', 'https://r1-api.example', VALUE, 'r1']);
  assert.equal(await page.getAttribute('[name=empty]', 'autocomplete'), 'on');
  assert.equal(await page.getAttribute('[name=mask]', 'autocomplete'), null);
  assert.equal(await page.evaluate(() => window.listening()), 0, 'once');
  await close();
});

test('what the person has changed since a fill is left alone and named', async () => {
  const { page, fill, undo, value, close } = await open('undo.html');
  const { shot } = await fill({ empty: VALUE, mask: VALUE });
  await page.fill('[name=empty]', 'mine');
  await page.evaluate(() => document.getElementsByName('mask')[0].remove());
  const { results } = await undo(shot);
  assert.deepEqual(results.map(({ why }) => why), ['changed', 'gone']);
  assert.equal(await value('empty'), 'mine');
  await close();
});

test('React and Vue hear of the undo', async () => {
  const react = await open('react.html');
  await react.page.waitForSelector('[name=key]');
  const { shot } = await react.fill({ key: VALUE, region: 'America' });
  await react.undo(shot);
  assert.deepEqual(await react.page.evaluate(() => window.state()), { key: '', place: '' });
  await react.close();
  const vue = await open('vue.html');
  await vue.page.waitForSelector('[name=key]');
  await vue.undo((await vue.fill({ key: VALUE, late: VALUE })).shot);
  assert.deepEqual(await vue.page.evaluate(() => window.state()), { key: '', late: '' });
  await vue.close();
});

test('a fill can be undone for ten minutes, and not after the page was left', async () => {
  const { page, fill, undo, value, close } = await open('undo.html');
  await page.clock.install();
  const first = await fill({ empty: VALUE });
  await page.clock.runFor(9 * 60_000);
  assert.equal(await page.evaluate(() => window.listening()), 1);
  await page.clock.runFor(60_000);
  assert.equal(await page.evaluate(() => window.listening()), 0);
  assert.equal(await undo(first.shot), 'not heard');
  assert.equal(await value('empty'), VALUE);
  await fill({ mask: VALUE });
  await page.evaluate(() => window.dispatchEvent(new Event('pagehide')));
  assert.equal(await page.evaluate(() => window.listening()), 0);
  await close();
});

test('a field in an open shadow root is filled; one under a dimmed host is not', async () => {
  const { page, snapshot, close } = await open('shadow.html');
  const shot = await snapshot();
  await page.evaluate(fillSource);
  const values = [0, 1].map((index) => ({ index, name: 'key', id: '', value: VALUE }));
  const report = await page.evaluate((fill) => window.order({ fill }), { nonce: shot.nonce, values });
  assert.deepEqual(report.results.map(({ filled, why }) => [filled, why]), [[true, ''], [false, 'transparent']]);
  const inside = await page.evaluate(() => [...document.querySelectorAll('key-form')].map((form) => form.shadowRoot.querySelector('input').value));
  assert.deepEqual(inside, [VALUE, '']);
  await close();
});

test('a drawing or a formula on the page, whose elements have hyphens in their names, keeps nothing from being filled', async () => {
  const html = '<!doctype html><svg width="9" height="9"><font-face></font-face></svg><math><annotation-xml></annotation-xml></math><input name="key">';
  const { fill, value, close } = await open('drawing.html', html);
  assert.deepEqual((await fill({ key: VALUE })).why, ['filled']);
  assert.equal(await value('key'), VALUE);
  await close();
});

test('what lies under something else is refused, and the rest is filled', async () => {
  const { fill, value, close } = await open('covered.html');
  const names = ['under-div', 'under-look-through', 'under-image', 'under-field', 'over-field', 'free'];
  const { why } = await fill(Object.fromEntries(names.map((name) => [name, VALUE])));
  assert.deepEqual(why, ['covered', 'covered', 'covered', 'covered', 'filled', 'filled']);
  for (const name of names.slice(0, 4)) assert.equal(await value(name), '', name);
  await close();
});

test('a modal dialog and a popover cover what is behind them', async () => {
  const html = '<!doctype html><input name="key"><dialog>Hi</dialog><div id="pop" popover="manual" style="pointer-events:none;inset:0;width:100%;height:100%"></div>';
  for (const show of ['document.querySelector("dialog").showModal()', 'document.getElementById("pop").showPopover()']) {
    const { fill, value, close } = await open('top.html', html);
    const { report } = await fill({ key: VALUE }, { between: show });
    assert.equal(report.results[0].filled, false, show);
    assert.equal(await value('key'), '', show);
    await close();
  }
});

test('every hidden variant is refused', async () => {
  const { page, snapshot, close } = await open('hidden.html');
  const shot = await snapshot();
  await page.evaluate(fillSource);
  const values = shot.controls.map(({ index, name, id }) => ({ index, name, id, value: VALUE }));
  const report = await page.evaluate((fill) => window.order({ fill }), { nonce: shot.nonce, values });
  for (const result of report.results) {
    const { name } = shot.controls[result.index];
    assert.equal(result.filled, name.startsWith('seen'), `${name}: ${result.why}`);
  }
  const held = await page.evaluate((value) => [...document.querySelectorAll('input')].filter((el) => el.value === value).map((el) => el.name), VALUE);
  assert.ok(held.every((name) => name.startsWith('seen')), held.join());
  await close();
});

test('what changed after the snapshot is refused, each with its word', async () => {
  const { fill, page, close } = await open('hostile.html');
  const { why } = await fill(
    { swap: VALUE, rename: VALUE, wipe: VALUE, move: VALUE, calm: VALUE },
    {
      between: () => {
        const old = document.getElementById('swap');
        old.replaceWith(old.cloneNode());
        document.getElementById('rename').name = 'comment';
      },
    },
  );
  assert.equal(why[0], 'gone');
  assert.equal(why[1], 'changed');
  assert.equal(why[2], 'overwritten');
  assert.notEqual(why[3], 'filled');
  assert.equal(why[4], 'filled');
  assert.equal(await page.evaluate(() => document.getElementById('swap').value + document.getElementById('rename').value + document.getElementById('move').value), '');
  await close();
});

test('a field that was hidden, locked or switched off meanwhile is refused', async () => {
  const { fill, close } = await open('plain.html');
  const { why } = await fill(
    { 'mc[api_key]': VALUE, 'mc[secret]': VALUE, 'bare': VALUE, 'loose': VALUE },
    {
      between: () => {
        document.getElementById('key').disabled = true;
        document.getElementsByName('mc[secret]')[0].readOnly = true;
        document.getElementById('bare').parentElement.style.opacity = '0.05';
        document.getElementById('loose').type = 'checkbox';
      },
    },
  );
  assert.deepEqual(why, ['disabled', 'readonly', 'transparent', 'changed']);
  await close();
});

test('it obeys the extension only, once, and only for its own snapshot', async () => {
  const { page, snapshot, value, close } = await open('plain.html');
  const { nonce } = await snapshot();
  const run = (message, sender) => page.evaluate(([message, sender]) => window.order(message, sender), [message, sender]);
  const order = { fill: { nonce, values: [{ index: 1, name: 'mc[api_key]', id: 'key', value: VALUE }] } };

  await page.evaluate(fillSource);
  assert.equal(await run(order, { id: 'other' }), 'not heard');
  assert.equal(await run(order, { id: 'keyfob', tab: { id: 1 } }), 'not heard');
  assert.equal(await run({ other: 1 }, { id: 'keyfob' }), 'not heard');
  assert.equal(await value('mc[api_key]'), '');

  const wrong = await run({ fill: { ...order.fill, nonce: 'f'.repeat(32) } }, { id: 'keyfob' });
  assert.deepEqual(wrong, { refused: 'nonce', results: [] });
  assert.equal(await page.evaluate(() => window.listening()), 0, 'the listener is gone');
  assert.equal(await page.evaluate(() => typeof globalThis[Symbol.for('keyfob.snapshot')]), 'undefined');

  await page.evaluate(fillSource);
  assert.deepEqual(await run(order, { id: 'keyfob' }), { refused: 'gone', results: [] });
  assert.equal(await value('mc[api_key]'), '');
  await close();
});
