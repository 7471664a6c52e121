// What the person sees: card, rings, pointing; and what is left when the task ends.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { card, open, start, value } from './bed.js';
import { portal } from './portal.js';

start();

/** Waits until the helper has drawn and stands still. */
const drawn = (page) => page.waitForFunction(() => bed.root()?.querySelector('.card:not([hidden])') && new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))));
const shown = (page) => page.evaluate(() => bed.root().querySelector('.card').innerText);
const rings = (page) => page.evaluate(() => [...bed.root().querySelectorAll('.ring:not([hidden])')].map((ring) => {
  const { left, top, right, bottom } = ring.getBoundingClientRect();
  return { left, top, right, bottom, value: ring.classList.contains('value') };
}));
const around = (ring, box) => ring.left < box.x && ring.top < box.y && ring.right > box.x + box.width && ring.bottom > box.y + box.height;

test('the card says step, task, account and what to ignore, and announces it', async () => {
  const { page, noise, close } = await open('<h1>Extras</h1>', { card: card({ account: 'Fernweh Travel', ignore: 'registered apps' }) });
  await drawn(page);
  const text = await shown(page);
  for (const part of ['Mailchimp · API key', 'Step 3 of 7', 'Press “API keys”', 'Account: Fernweh Travel', 'Ignore: registered apps']) assert.ok(text.includes(part), `${part} in ${text}`);
  const live = await page.evaluate(() => { const el = bed.root().querySelector('[role=status]'); return [el.ariaLive, el.textContent]; });
  assert.equal(live[0], 'polite');
  assert.match(live[1], /Step 3 of 7.*API keys.*Fernweh/);
  assert.deepEqual(noise, []);
  await close();
});

test('an unknown page is said to be unknown', async () => {
  const { page, close } = await open('<h1>Extras</h1>', { card: card({ step: 0, say: '' }) });
  await drawn(page);
  assert.match(await shown(page), /This page is not known/);
  await close();
});

test('of a value the page shows name and length only, nowhere its characters', async () => {
  const key = value();
  const found = [{ candidate: 0, name: 'API key', length: key.length, kept: false }];
  const { page, close } = await open(`<code>${key}</code>`, { card: card({ found }) });
  await drawn(page);
  assert.match(await shown(page), /API key, 37 characters[\s\S]*Press Keep in the Keyfob panel or Alt\+Shift\+K/);
  const inside = await page.evaluate(() => bed.root().innerHTML + bed.root().host.outerHTML);
  for (let at = 0; at + 4 <= key.length; at++) assert.ok(!inside.includes(key.slice(at, at + 4)), 'four characters of the value');
  const left = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, Object.keys(window)]));
  assert.ok(!left.includes(key.slice(0, 8)));
  const [ring] = await rings(page);
  assert.ok(ring.value && around(ring, await page.locator('code').boundingBox()));
  await close();
});

test('nothing of the helper can be pressed', async () => {
  const { page, close } = await open('<button style="position:fixed;inset:0;width:100%;height:100%">All</button>', { card: card({ ring: 0 }) });
  await drawn(page);
  await page.evaluate(() => { document.querySelector('button').onclick = () => { window.clicks = (window.clicks ?? 0) + 1; }; });
  const box = await page.evaluate(() => { const { x, y } = bed.root().querySelector('.card').getBoundingClientRect(); return { x: x + 20, y: y + 20 }; });
  await page.mouse.click(box.x, box.y);
  assert.equal(await page.evaluate(() => window.clicks), 1);
  await close();
});

test('the ring follows its element through scrolling, and brings it into view once', async () => {
  const { page, close } = await open('<div style="height:2000px"></div><button>Create</button><div style="height:2000px"></div>', { card: card({ ring: 0 }), context: { reducedMotion: 'reduce' } });
  await drawn(page);
  const button = page.locator('button');
  await page.waitForFunction(() => scrollY > 500);
  await drawn(page);
  assert.ok(around((await rings(page))[0], await button.boundingBox()));
  await page.evaluate(() => scrollBy(0, 100));
  await drawn(page);
  assert.ok(around((await rings(page))[0], await button.boundingBox()));
  await page.evaluate(() => scrollTo(0, 0));
  await page.evaluate(() => document.body.prepend(Object.assign(document.createElement('h1'), { textContent: 'News' })));
  await page.waitForFunction(() => bed.reports().at(-1).headings.length === 1);
  await drawn(page);
  assert.equal(await page.evaluate(() => scrollY), 0);
  assert.deepEqual(await rings(page), []);
  await close();
});

test('a re-render with the same words moves the ring to the new element', async () => {
  const { page, close } = await open('<div id="x"><button>Create</button></div>', { card: card({ ring: 0 }) });
  await drawn(page);
  await page.evaluate(() => { document.querySelector('#x').innerHTML = '<button style="margin:200px">Create</button>'; });
  await page.waitForFunction(() => bed.root().querySelector('.ring:not([hidden])')?.getBoundingClientRect().top > 150);
  assert.ok(around((await rings(page))[0], await page.locator('button').boundingBox()));
  await close();
});

test('the card makes room for what it points at', async () => {
  const { page, close } = await open('<button style="position:fixed;right:30px;bottom:30px">Create</button>', { card: card({ ring: 0 }) });
  await drawn(page);
  const box = await page.evaluate(() => { const { right, bottom } = bed.root().querySelector('.card').getBoundingClientRect(); return { right, bottom }; });
  const button = await page.locator('button').boundingBox();
  assert.ok(box.right < button.x || box.bottom < button.y);
  await close();
});

test('it stays above a modal dialog that opens later, and above a popover that fights for the place', async () => {
  const { page, close } = await open('<dialog id="d" style="position:fixed;inset:0;width:100vw;height:100vh;max-width:none;max-height:none;margin:0;background:rgb(255,0,0)"></dialog><div id="p" popover="manual"></div>', { card: card() });
  await drawn(page);
  await page.evaluate(() => document.getElementById('d').showModal());
  await drawn(page);
  const visible = async () => {
    await drawn(page);
    const clip = await page.evaluate(() => { const { x, y, width, height } = bed.root().querySelector('.card').getBoundingClientRect(); return { x: x + width / 2 - 4, y: y + height - 10, width: 8, height: 4 }; });
    const picture = await page.screenshot({ clip, type: 'png' });
    return page.evaluate(async (data) => {
      const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
      const canvas = new OffscreenCanvas(1, 1).getContext('2d');
      canvas.drawImage(image, 0, 0);
      return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    }, picture.toString('base64'));
  };
  assert.deepEqual(await visible(), [255, 255, 255]);
  const turns = await page.evaluate(async () => {
    const p = document.getElementById('p');
    let turns = 0;
    addEventListener('toggle', (event) => {
      if (event.target.localName === 'keyfob-helper' && event.newState === 'open' && turns++ < 1000) { p.hidePopover(); p.showPopover(); }
    }, true);
    p.showPopover();
    for (let i = 0; i < 60; i++) await new Promise((done) => requestAnimationFrame(done));
    return turns;
  });
  assert.ok(turns < 20, `${turns} turns: it backs off`);
  await close();
});

test('a page that throws the helper out gets it back', async () => {
  const { page, close } = await open('<h1>App</h1>', { card: card() });
  await drawn(page);
  await page.evaluate(() => document.querySelector('keyfob-helper').remove());
  await page.waitForFunction(() => document.querySelector('keyfob-helper')?.matches(':popover-open'));
  await close();
});

test("the page's styles do not reach it", async () => {
  const { page, close } = await open('<style>*,keyfob-helper,[popover]{display:none!important;opacity:0!important;pointer-events:auto!important;transform:scale(0)!important}html,body{display:block!important;opacity:1!important;transform:none!important}</style><h1>App</h1>', { card: card() });
  await drawn(page);
  const style = await page.evaluate(() => { const s = getComputedStyle(bed.root().host); return [s.display, s.opacity, s.pointerEvents, s.transform]; });
  assert.deepEqual(style, ['block', '1', 'none', 'none']);
  await close();
});

test('the proposed label is written as a person would, into the field it was meant for', async () => {
  const { page, push, report, close } = await open('<label>Name <input id="n"></label><label>Password <input type="password"></label><input readonly value="x">');
  await page.evaluate(() => {
    window.heard = [];
    const input = document.getElementById('n');
    for (const name of ['input', 'change']) document.addEventListener(name, (event) => window.heard.push([event.type, event.target.id, event.target.value]));
    // As controlled inputs of frameworks do: a setter of their own on the element.
    Object.defineProperty(input, 'value', { set() { throw new Error('framework'); }, get() { return Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').get.call(this); } });
  });
  const { revision } = await report();
  const order = (landmark, at = revision) => ({ type: 'write', nonce: 'n1', landmark, revision: at, text: 'Fernweh, shop' });
  assert.deepEqual(await push(order(0)), { ok: true });
  assert.deepEqual(await page.evaluate(() => window.heard), [['input', 'n', 'Fernweh, shop'], ['change', 'n', 'Fernweh, shop']]);
  for (const wrong of [order(1), order(2), order(9), order(0, revision + 50), { ...order(0), nonce: 'other' }]) assert.deepEqual(await push(wrong), { error: 'changed' });
  await page.evaluate(() => document.getElementById('n').remove());
  assert.deepEqual(await push(order(0)), { error: 'changed' });
  await close();
});

/** A form as Dotdigital's: description, password and its repetition, a box for Enabled. */
const form = () => `<h1>New user</h1><form>
  <label>Username <input id="u" autocomplete="off" value="apiuser-0a1b2c3d4e5f@apiconnector.com"></label><label>Description <input id="d"></label>
  <label>Password <input id="p" type="password" autocomplete="new-password"></label><label>Confirm password <input id="c" type="password" autocomplete="new-password"></label>
  <label><input type="checkbox" name="status"> Enabled</label><button>Save</button></form>`;
const PASSWORD = `Ab3!${'xY7-'.repeat(5)}`;

test('a generated value is written into the password and its repetition, as a person would', async () => {
  const { page, push, report, noise, close } = await open(form(), { card: card() });
  await drawn(page);
  await page.evaluate(() => {
    window.heard = [];
    for (const name of ['focusin', 'input', 'change', 'focusout', 'submit']) document.addEventListener(name, (event) => window.heard.push(`${event.type} ${event.target.id}`));
    for (const id of ['p', 'c']) Object.defineProperty(document.getElementById(id), 'value', { set() { throw new Error('framework'); }, get() { return Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').get.call(this); } });
  });
  const { revision, landmarks } = await report();
  const places = ['Password', 'Confirm password'].map((text) => landmarks.findIndex((one) => one.text === text));
  const order = { type: 'write-secret', nonce: 'n1', landmarks: places, revision, value: PASSWORD };
  assert.deepEqual(await push(order), { ok: true });
  assert.deepEqual(await page.evaluate(() => ['p', 'c'].map((id) => document.getElementById(id).value)), [PASSWORD, PASSWORD]);
  assert.deepEqual(await page.evaluate(() => window.heard), ['p', 'c'].flatMap((id) => ['focusin', 'input', 'change', 'focusout'].map((name) => `${name} ${id}`)));
  assert.deepEqual(await page.evaluate(() => ['p', 'c'].map((id) => document.getElementById(id).autocomplete)), ['off', 'off']);
  // It is told as full and nothing more, and covered when the page shows it.
  const after = await report((one) => !one.landmarks[places[0]].empty && !one.landmarks[places[1]].empty);
  assert.ok(!JSON.stringify(after).includes(PASSWORD.slice(0, 6)));
  const shown = await page.evaluate(async () => {
    document.getElementById('p').type = 'text';
    await Promise.resolve();
    return bed.root().querySelectorAll('.cover').length;
  });
  assert.equal(shown, 1);
  assert.ok(!(await page.evaluate(() => JSON.stringify(bed.messages))).includes(PASSWORD.slice(0, 6)));
  assert.deepEqual(noise, []);
  await close();
});

test('a generated value is written into all of its fields or none, and into nothing else', async () => {
  const { page, push, report, close } = await open(form());
  const { revision } = await report();
  const order = (landmarks, more) => ({ type: 'write-secret', nonce: 'n1', landmarks, revision, value: PASSWORD, ...more });
  const wrong = [order([]), order([1]), order([2, 1]), order([2, 4]), order([2, 99]), order([2, 3], { revision: revision + 50 }), order([2, 3], { nonce: 'other' })];
  for (const one of wrong) assert.deepEqual(await push(one), { error: 'changed' }, JSON.stringify(one));
  const values = () => page.evaluate(() => [...document.querySelectorAll('input')].map((el) => el.value.length));
  assert.deepEqual((await values()).slice(1, 4), [0, 0, 0]);
  // Half a password is none.
  await page.evaluate(() => { document.getElementById('c').maxLength = 10; });
  assert.deepEqual(await push(order([2, 3])), { error: 'changed' });
  // A field that becomes readable as it is focused, and one that the page empties again.
  await page.evaluate(() => { const c = document.getElementById('c'); c.maxLength = 200; c.onfocus = () => { c.type = 'text'; }; });
  assert.deepEqual(await push(order([2, 3])), { error: 'changed' });
  await page.evaluate(() => { const c = document.getElementById('c'); c.onfocus = null; c.type = 'password'; c.oninput = () => { c.value = ''; }; });
  assert.deepEqual(await push(order([2, 3])), { error: 'changed' });
  assert.deepEqual((await values()).slice(1, 4), [0, 0, 0]);
  await close();
});

test('only the background is heard', async () => {
  const { page, push, close } = await open('<h1>App</h1>', { card: card() });
  await drawn(page);
  for (const sender of [{ id: 'other' }, { id: 'keyfob', tab: { id: 1 } }]) assert.equal(await push({ type: 'end' }, sender), undefined);
  assert.equal(await page.evaluate(() => document.querySelectorAll('keyfob-helper').length), 1);
  await close();
});

test('pointing: the click takes the text, and the page does not hear it', async () => {
  const key = value();
  const { page, push, close } = await open(`<p>Secret value</p><div><button id="b">${key}</button></div>`);
  await page.evaluate(() => { window.heard = []; for (const name of ['click', 'mousedown', 'pointerdown', 'mouseup', 'keydown']) document.querySelector('#b').addEventListener(name, (event) => window.heard.push(event.type)); });
  await push({ type: 'pick', nonce: 'n1' });
  await drawn(page);
  assert.match(await shown(page), /Click the value/);
  const box = await page.locator('#b').boundingBox();
  await page.mouse.move(box.x + 5, box.y + 5);
  await page.waitForFunction(() => bed.root().querySelector('.ring.pick:not([hidden])'));
  assert.ok(around((await rings(page))[0], box));
  // What a script makes up picks nothing.
  await page.evaluate(() => document.querySelector('#b').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })));
  assert.deepEqual(await page.evaluate(() => bed.messages.filter((one) => one.type === 'picked')), []);
  await page.mouse.click(box.x + 5, box.y + 5);
  await page.waitForFunction(() => bed.messages.some((one) => one.type === 'picked'));
  assert.deepEqual(await page.evaluate(() => bed.messages.find((one) => one.type === 'picked')), { type: 'picked', nonce: 'n1', text: key, label: 'Secret value' });
  assert.deepEqual(await page.evaluate(() => window.heard), ['keydown']);
  await page.mouse.click(box.x + 5, box.y + 5);
  assert.ok((await page.evaluate(() => window.heard)).includes('click'));
  await close();
});

test('pointing by keyboard, inside a modal dialog, and stopping by Escape', async () => {
  const key = value();
  const { page, push, close } = await open(`<dialog id="d"><label>Token <input readonly value="${key}"></label><p>Words</p></dialog><script>d.showModal()</script>`);
  await push({ type: 'pick', nonce: 'n1' });
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => bed.messages.some((one) => one.type === 'picked'));
  assert.deepEqual(await page.evaluate(() => bed.messages.find((one) => one.type === 'picked')), { type: 'picked', nonce: 'n1', text: key, label: 'Token' });
  await push({ type: 'pick', nonce: 'n1' });
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => bed.messages.filter((one) => one.type === 'picked').length === 2);
  assert.deepEqual(await page.evaluate(() => bed.messages.findLast((one) => one.type === 'picked')), { type: 'picked', nonce: 'n1', text: '', label: '' });
  assert.ok(await page.evaluate(() => document.getElementById('d').open), 'the dialog did not hear Escape');
  await close();
});

test('a second injection does nothing; after the end it begins anew', async () => {
  const { page, push, inject, close } = await open('<h1>App</h1>', { card: card() });
  await drawn(page);
  await inject();
  assert.deepEqual(await page.evaluate(() => [bed.messages.filter((one) => one.type === 'hello').length, document.querySelectorAll('keyfob-helper').length, bed.listeners.size]), [1, 1, 1]);
  await push({ type: 'end' });
  await inject();
  await drawn(page);
  assert.equal(await page.evaluate(() => bed.messages.filter((one) => one.type === 'hello').length), 2);
  await close();
});

test('the end, as an order or as an answer, leaves the page as it was', async () => {
  const key = value();
  for (const way of ['order', 'answer', 'error', 'gone']) {
    const { page, push, noise, close } = await open(portal({ key }), { card: card({ ring: 2 }) });
    const before = await page.evaluate(() => { const copy = document.documentElement.cloneNode(true); copy.querySelector('keyfob-helper')?.remove(); return copy.outerHTML; });
    await drawn(page);
    if (way === 'order') await push({ type: 'end' });
    else {
      await page.evaluate((way) => {
        bed.card = null;
        bed.gone = way === 'gone';
        bed.answers.report = way === 'error' ? { error: 'denied' } : { type: 'end' };
        document.querySelector('h1').textContent = 'API key list';
      }, way);
    }
    await page.waitForFunction(() => !document.querySelector('keyfob-helper'));
    assert.equal(await page.evaluate(() => Symbol.for('keyfob.guide') in globalThis), false);
    assert.equal(await page.evaluate(() => document.documentElement.outerHTML.replace('API key list', 'API keys')), before, way);
    const count = await page.evaluate(() => bed.messages.length);
    await page.evaluate(() => { document.querySelector('h1').textContent = 'Other'; });
    await page.evaluate(() => new Promise((done) => { let n = 0; const next = () => (++n > 40 ? done() : requestAnimationFrame(next)); next(); }));
    assert.equal(await page.evaluate(() => bed.messages.length), count, 'nothing is told after the end');
    assert.deepEqual(noise, []);
    await close();
  }
});

test('without a task nothing happens', async () => {
  for (const hello of [{ type: 'end' }, { error: 'denied' }, { type: 'show', nonce: 'n1', card: card() }]) {
    const { page, close } = await open('<h1>App</h1>', { answers: { hello } });
    await page.waitForFunction(() => !(Symbol.for('keyfob.guide') in globalThis));
    assert.deepEqual(await page.evaluate(() => [bed.messages.length, bed.listeners.size, document.querySelectorAll('keyfob-helper').length]), [1, 0, 0]);
    await close();
  }
});

test('a background that starts anew is asked again', async () => {
  const { page, report, close } = await open('<h1>App</h1>');
  await page.evaluate(() => {
    const send = chrome.runtime.sendMessage;
    let fails = 2;
    chrome.runtime.sendMessage = async (message) => { if (fails-- > 0) throw new Error('The message port closed before a response was received.'); return send(message); };
    document.querySelector('h1').textContent = 'Second';
  });
  assert.ok(await report((one) => one.headings.includes('Second')));
  await close();
});
