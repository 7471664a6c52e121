// The cover: what a picture of the page holds while a guide runs, and what the page still does.
//
// Two values of the same width must give the same picture, to the pixel; without the cover they do not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { card, open, start } from './bed.js';

start();

/** Put together here, so that no scanner takes a test for a leak. */
const VALUES = ['a1b2c3d4e5f60718', '9f8e7d6c5b4a3920'].map((half) => `${half}${half}-us21`);
const PIECES = (key) => [key.slice(0, 7), key.slice(7, 20), key.slice(20)];
const STYLE = '<style>*{font-family:monospace}body{margin:20px;font-size:15px}</style>';
const all = (rest = {}) => card({ cover: 'all', ...rest });
const frames = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => done())))));
const covered = (page) => page.waitForFunction(() => bed.root()?.querySelectorAll('.cover').length > 0 && bed.root().querySelector('.card:not([hidden])'));
const covers = (page) => page.evaluate(() => [...(bed.root()?.querySelectorAll('.cover') ?? [])].map((el) => { const { left, top, right, bottom } = el.getBoundingClientRect(); return { left, top, right, bottom }; }));

/** Pictures of a page with each of two values. `act` is what happens on it before. */
const pictures = async (html, { guide = true, act = async () => {}, context = {} } = {}) => {
  const taken = [];
  for (const key of VALUES) {
    const { page, close } = await open(STYLE + html(key), { guide, card: all(), context: { reducedMotion: 'reduce', ...context } });
    if (guide) await covered(page);
    await act(page, key);
    await frames(page);
    taken.push(await page.screenshot({ caret: 'hide' }));
    await close();
  }
  return taken;
};

const hidden = async (name, html, more) => {
  const [a, b] = await pictures(html, more);
  assert.ok(a.equals(b), `${name}: the picture holds something of the value`);
  const [c, d] = await pictures(html, { ...more, guide: false });
  assert.ok(!c.equals(d), `${name}: without the cover the picture shows it`);
};

const PLACES = {
  'plain text': (key) => `<h1>Key</h1><p>Your key is ${key} and it is shown once.</p>`,
  'a code block': (key) => `<pre><code>${key}</code></pre>`,
  'an input': (key) => `<label>Key <input readonly size="44" value="${key}"></label>`,
  'a scrolled input': (key) => `<label>Key <input readonly size="12" style="padding:9px 30px" value="${key}"></label>`,
  'a textarea': (key) => `<label>Key <textarea readonly cols="30" rows="4">${key}</textarea></label>`,
  'pieces in code': (key) => `<code>${PIECES(key).map((one) => `<span>${one}</span>`).join('')}</code>`,
  'pieces in spans, whole in its Copy button': (key) => `<p>Key: ${PIECES(key).map((one) => `<span>${one}</span>`).join('')}</p><button data-clipboard-text="${key}">Copy</button>`,
  'several lines': (key) => `<div style="width:120px;overflow-wrap:anywhere">${key}</div>`,
  'a part and a mask': (key) => `<table><tr><th>Key</th><td>${key.slice(0, 6)}••••••••-us21</td></tr></table>`,
  'a shadow root': (key) => `<div><template shadowrootmode="open"><p>Key <b>${key}</b></p></template></div>`,
  'right to left': (key) => `<div dir="rtl"><p>מפתח <span>${key}</span> שלך</p></div>`,
  'two places': (key) => `<p>${key}</p><ul><li><input readonly size="44" value="${key}"></li></ul>`,
  'a clipped row': (key) => `<div style="width:90px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap">${key}</div>`,
  'rotated and scaled': (key) => `<div style="margin:120px;transform:rotate(8deg) scale(1.3)"><code>${key}</code></div>`,
  'a zoomed root': (key) => `<style>html{zoom:1.5}</style><p>Key <code>${key}</code></p>`,
};
for (const [name, html] of Object.entries(PLACES)) {
  test(`covers the value in ${name}`, () => hidden(name, html));
}

test('covers it in dark mode, in forced colours, enlarged and on a phone', async () => {
  const html = (key) => `<meta name="viewport" content="width=device-width"><style>:root{color-scheme:light dark}</style><p>Key <code style="overflow-wrap:anywhere">${key}</code></p>`;
  const phone = { viewport: { width: 360, height: 720 } };
  for (const context of [{ colorScheme: 'dark' }, { forcedColors: 'active' }, { deviceScaleFactor: 2 }, phone]) await hidden(JSON.stringify(context), html, { context });
});

test('covers it in a dialog and in a popover that come later, over what was there', async () => {
  const html = (key) => `<p>Press</p><dialog id="d"><code>${key}</code></dialog><div id="p" popover="manual"><code>${key}</code></div><p><code>${key}</code></p>`;
  await hidden('dialog', html, { act: (page) => page.evaluate(() => document.getElementById('d').showModal()) });
  await hidden('popover', html, { act: (page) => page.evaluate(() => document.getElementById('p').showPopover()) });
});

test('follows through scrolling, in the page and in boxes in it, and ends where the box ends', async () => {
  const html = (key) => `<div style="height:300px"></div><div id="outer" style="height:300px;overflow:auto"><div style="height:200px"></div><div id="inner" style="height:90px;width:400px;overflow:scroll"><div style="height:70px"></div><p style="width:900px">Here <code>${key}</code></p><div style="height:400px"></div></div><div style="height:900px"></div></div><div style="height:2000px"></div>`;
  const act = (page) => page.evaluate(() => {
    scrollTo(0, 150);
    document.getElementById('outer').scrollTop = 120;
    document.getElementById('inner').scrollTo(30, 40);
  });
  await hidden('scrolled', html, { act });
  const { page, close } = await open(html(VALUES[0]), { card: all() });
  await covered(page);
  await act(page);
  await frames(page);
  const inner = await page.evaluate(() => { const { left, top, right, bottom } = document.getElementById('inner').getBoundingClientRect(); return { left, top, right, bottom }; });
  for (const box of await covers(page)) assert.ok(box.left >= inner.left - 1 && box.right <= inner.right + 1 && box.top >= inner.top - 1 && box.bottom <= inner.bottom + 1);
  await page.evaluate(() => { document.getElementById('inner').scrollTop = 300; });
  await frames(page);
  assert.deepEqual(await covers(page), [], 'scrolled out of sight');
  await close();
});

test('what is rendered anew is covered before anything else runs, also cut otherwise or in a copy', async () => {
  const [key] = VALUES;
  const { page, close } = await open(`${STYLE}<main><p>Key <code>${key}</code></p></main>`, { card: all() });
  await covered(page);
  const bare = await page.evaluate(async (key) => {
    const main = document.querySelector('main');
    /** The parts of the value that no cover holds. */
    const open = (el) => {
      const range = document.createRange();
      range.selectNodeContents(el);
      const boxes = [...bed.root().querySelectorAll('.cover')].map((one) => one.getBoundingClientRect());
      return [...range.getClientRects()].filter((at) => at.width && !boxes.some((box) => box.left <= at.left && box.right >= at.right && box.top <= at.top && box.bottom >= at.bottom)).length;
    };
    const bare = {};
    const turns = {
      'same words': () => { main.innerHTML = `<p style="margin:90px">Key <b class="v">${key}</b></p>`; },
      pieces: () => { main.innerHTML = `<p>Key: <span class="v"><i>${key.slice(0, 5)}</i><i>${key.slice(5, 21)}</i><i>${key.slice(21)}</i></span></p>`; },
      clone: () => { main.append(main.firstElementChild.cloneNode(true)); },
      text: () => { main.innerHTML = '<p class="v">…</p>'; main.firstElementChild.firstChild.data = key; },
      added: () => { const p = document.createElement('p'); p.className = 'v'; p.append(key.slice(0, 9)); main.replaceChildren(p); p.append(key.slice(9)); },
      shown: () => { main.innerHTML = `<p class="v" style="display:none">${key}</p>`; main.firstElementChild.style.display = 'block'; },
    };
    for (const [name, turn] of Object.entries(turns)) {
      turn();
      await Promise.resolve();
      bare[name] = [...main.querySelectorAll('.v')].map(open);
    }
    return bare;
  }, key);
  assert.deepEqual(bare, { 'same words': [0], pieces: [0], clone: [0, 0], text: [0], added: [0], shown: [0] });
  await close();
});

test('a value that a script moves in each frame is covered in each frame', async () => {
  const [key] = VALUES;
  const { page, close } = await open(`${STYLE}<div id="box" style="position:absolute"><code>${key}</code></div>`, { card: all() });
  await covered(page);
  const missed = await page.evaluate(() => new Promise((done) => {
    const box = document.getElementById('box');
    const beat = document.body.appendChild(document.createElement('i'));
    beat.style.cssText = 'position:absolute;height:1px';
    let turns = 0;
    let missed = 0;
    // Told after the layout of the frame, behind the cover's own observer: what is drawn next.
    new ResizeObserver(() => {
      if (turns < 2) return;
      const at = document.querySelector('code').getBoundingClientRect();
      const boxes = [...bed.root().querySelectorAll('.cover')].map((one) => one.getBoundingClientRect());
      if (!boxes.some((one) => one.left <= at.left && one.right >= at.right && one.top <= at.top && one.bottom >= at.bottom)) missed++;
      if (turns > 30) done(missed);
    }).observe(beat);
    const move = () => {
      turns++;
      box.style.transform = `translate(${turns * 9}px,${(turns % 7) * 31}px)`;
      beat.style.width = `${turns}px`;
      requestAnimationFrame(move);
    };
    requestAnimationFrame(move);
  }));
  assert.equal(missed, 0);
  await close();
});

test('a value that is not judged yet is covered until it is; then only if it is one', async () => {
  const [key, other] = VALUES;
  const { page, close } = await open(`${STYLE}<main></main>`, { card: card({ cover: [] }) });
  await page.waitForFunction(() => bed.root()?.querySelector('.card:not([hidden])'));
  await page.evaluate(() => { bed.judge = (order) => new Promise((done) => { bed.answer = () => { bed.judge = null; done(order); }; }); });
  const now = (text) => page.evaluate(async (text) => {
    document.querySelector('main').append(Object.assign(document.createElement('p'), { textContent: text }));
    await Promise.resolve();
    return bed.root().querySelectorAll('.cover').length;
  }, text);
  assert.equal(await now(`Order ${key}`), 1);
  await page.waitForFunction(() => bed.answer);
  assert.equal((await covers(page)).length, 1);
  await page.evaluate(() => bed.answer());
  await page.waitForFunction(() => bed.root().querySelectorAll('.cover').length === 0);
  assert.equal(await now(`Again ${key}`), 0, 'judged once');
  assert.equal(await now('https://docs.example/guides/2024/keys-and-tokens-explained'), 0);
  await page.evaluate(() => { bed.card.cover = 'all'; });
  assert.equal(await now(other), 1);
  await page.waitForFunction(() => bed.root().querySelectorAll('.cover').length >= 2);
  await close();
});

test('a field that a script fills, and dots that become readable, are covered', async () => {
  const [key] = VALUES;
  const { page, close } = await open(`${STYLE}<p><code>${key}</code></p><label>Copy <input id="f" size="44"></label><label>Secret <input id="s" type="password" size="44"></label>`, { card: all() });
  await covered(page);
  await page.evaluate((key) => { document.getElementById('f').value = key; document.getElementById('s').value = key; }, key);
  await page.waitForFunction(() => bed.root().querySelectorAll('.cover').length === 2);
  const seen = await page.evaluate(async () => {
    document.getElementById('s').type = 'text';
    await Promise.resolve();
    return bed.root().querySelectorAll('.cover').length;
  });
  assert.equal(seen, 3);
  await close();
});

test("the page's text, its selection and its Copy button work as before, and nothing of it is changed", async () => {
  const [key] = VALUES;
  const { page, close } = await open(`${STYLE}<p>Key <code id="k">${key}</code> <button id="c">Copy</button></p>`, { card: all(), context: { permissions: ['clipboard-read', 'clipboard-write'] } });
  await covered(page);
  await page.evaluate(() => {
    window.clicks = 0;
    document.getElementById('k').addEventListener('click', () => window.clicks++);
    document.getElementById('c').addEventListener('click', () => navigator.clipboard.writeText(document.getElementById('k').textContent).then(() => { window.copied = true; }));
  });
  await page.click('#c');
  await page.waitForFunction(() => window.copied);
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), key);
  const box = await page.locator('#k').boundingBox();
  await page.mouse.dblclick(box.x + 9, box.y + box.height / 2);
  assert.equal(await page.evaluate(() => window.clicks), 2);
  assert.ok(key.startsWith(await page.evaluate(() => getSelection().toString().trim().slice(0, 8))));
  await page.evaluate(() => getSelection().selectAllChildren(document.getElementById('k')));
  await page.evaluate(() => document.execCommand('copy'));
  assert.equal((await page.evaluate(() => navigator.clipboard.readText())).trim(), key);
  assert.equal(await page.evaluate(() => document.body.innerHTML), `${STYLE}<p>Key <code id="k">${key}</code> <button id="c">Copy</button></p>`.replace(STYLE, STYLE));
  await close();
});

test('the overlay says that it is one, holds nothing of the value, and goes with the task', async () => {
  const [key] = VALUES;
  const { page, push, close } = await open(`${STYLE}<p>Key <code>${key}</code></p>`, { card: all() });
  await covered(page);
  const inside = await page.evaluate(() => bed.root().innerHTML + bed.root().host.outerHTML);
  for (let at = 0; at + 4 <= key.length; at++) assert.ok(!inside.includes(key.slice(at, at + 4)), 'four characters of the value');
  assert.equal(await page.evaluate(() => bed.root().querySelector('.cover').textContent), 'Covered by Keyfob');
  assert.equal(await page.evaluate(() => bed.root().querySelector('.covers').ariaHidden), 'true');
  const without = await page.evaluate(() => document.querySelectorAll('keyfob-helper').length);
  assert.equal(without, 1);
  await push({ type: 'end' });
  assert.equal(await page.evaluate(() => document.querySelectorAll('keyfob-helper').length), 0);
  await page.evaluate(() => { window.asked = 0; const ask = requestAnimationFrame; window.requestAnimationFrame = (f) => { window.asked++; return ask(f); }; });
  await page.evaluate((key) => { document.querySelector('p').textContent = `Again ${key}`; }, key);
  assert.deepEqual(await page.evaluate(() => [window.asked, document.querySelectorAll('keyfob-helper').length]), [0, 0]);
  await close();
});
