// What the guide says about a page.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, start, value } from './bed.js';

start();

test('names headings, links, buttons, fields and options as a person sees them', async () => {
  const { report, close, noise } = await open(`
    <h1>Account</h1><a href="/p">Profile <b>name</b></a><button aria-label="Close menu">×</button>
    <label for="n">Key name</label><input id="n"><input type="submit" value="Register Application">
    <label><input type="checkbox"> I agree</label><button disabled>Create</button>
    <div role="tab" tabindex="0">Extras</div><input placeholder="Search">
    <select aria-label="Country"><option value="">-</option><option>France</option></select>`);
  const { headings, landmarks, language } = await report();
  assert.deepEqual(headings, ['Account']);
  assert.equal(language, 'en');
  const plain = { shown: '', empty: false, disabled: false, dialog: false, row: '' };
  assert.deepEqual(landmarks, [
    { ...plain, role: 'link', text: 'Profile name' },
    { ...plain, role: 'button', text: 'Close menu', shown: '×' },
    { ...plain, role: 'field', text: 'Key name', empty: true },
    { ...plain, role: 'button', text: 'Register Application' },
    { ...plain, role: 'option', text: 'I agree', empty: true },
    { ...plain, role: 'button', text: 'Create', disabled: true },
    { ...plain, role: 'button', text: 'Extras' },
    { ...plain, role: 'field', text: 'Search', empty: true },
    { ...plain, role: 'field', text: 'Country', shown: '-', empty: true },
    { ...plain, role: 'option', text: 'Country -' },
    { ...plain, role: 'option', text: 'Country France', empty: true },
  ]);
  assert.deepEqual(noise, []);
  await close();
});

test('a button with a name of its own says what it shows, line by line', async () => {
  const { report, close } = await open(
    '<button aria-label="Profile menu"><span>DW</span><b style="display:block">Dana</b><small style="display:block">Bakery</small></button>');
  const { landmarks } = await report();
  assert.deepEqual(landmarks.map(({ text, shown }) => [text, shown]), [['Profile menu', 'DW\nDana\nBakery']]);
  await close();
});

test('a form says what is filled in, ticked and chosen, before it is saved', async () => {
  const list = (chosen) => `<label for="s">Status</label><select id="s"><option value="disabled">Disabled</option><option value="enabled" ${chosen}>Enabled</option></select>`;
  const { page, report, close } = await open(`<label>Description <input id="d"></label><label><input id="e" type="checkbox"> Enabled</label>${list('')}<button>Save</button>`);
  const state = ({ landmarks }) => landmarks.map(({ role, text, shown, empty }) => [role, text, shown, empty]);
  assert.deepEqual(state(await report()), [
    ['field', 'Description', '', true], ['option', 'Enabled', '', true],
    ['field', 'Status', 'Disabled', false], ['option', 'Status Disabled', '', false], ['option', 'Status Enabled', '', true],
    ['button', 'Save', '', false],
  ]);
  await page.type('#d', 'Bakery, shop');
  await page.check('#e');
  await page.selectOption('#s', 'enabled');
  const after = await report((one) => one.landmarks.some(({ shown }) => shown === 'Enabled'));
  assert.deepEqual(state(after), [
    ['field', 'Description', '', false], ['option', 'Enabled', '', false],
    ['field', 'Status', 'Enabled', false], ['option', 'Status Disabled', '', true], ['option', 'Status Enabled', '', false],
    ['button', 'Save', '', false],
  ]);
  await close();
});

test('what lies behind a dialog that takes the whole page cannot be pressed', async () => {
  const lid = 'position:fixed;inset:0;z-index:10;background:#0008';
  const ask = '<div role="dialog" aria-modal="true" aria-label="Generating">…</div>';
  for (const [html, disabled] of [
    ['<button>Behind</button><dialog id="d" aria-label="Generating">…</dialog><script>d.showModal()</script>', true],
    [`<button>Behind</button><div style="${lid}">${ask}</div>`, true],
    [`<button>Behind</button><div style="${lid}"></div><div style="position:fixed;top:40%;left:40%;z-index:11">${ask}</div>`, true],
    // Says that it takes everything, and does not: a banner at the bottom.
    [`<button>Behind</button><div style="position:fixed;bottom:0;z-index:10">${ask}</div>`, false],
    [`<button>Behind</button><div style="${lid};display:none">${ask}</div>`, false],
  ]) {
    const { report, close } = await open(html);
    const { landmarks } = await report();
    assert.deepEqual(landmarks.map((one) => [one.text, one.disabled]), [['Behind', disabled]], html);
    await close();
  }
  // A list that a dialog opens beside itself stays usable.
  const { report, close } = await open(`<button>Behind</button><div style="${lid}">${ask}</div><div style="position:absolute;z-index:20"><button>Choice</button></div>`);
  const { landmarks } = await report();
  assert.deepEqual(landmarks.map((one) => [one.text, one.disabled]), [['Behind', true], ['Choice', false]]);
  await close();
});

test('a button in a table says what stands in its row, without the values', async () => {
  const { report, close } = await open(`<table><tr><th>Label</th><th>Key</th><th></th></tr>
    <tr><td>Bakery, shop<br><small>by Dana</small></td><td>0a1b••••••</td><td><button>Revoke</button></td></tr>
    <tr><td>Bakery, booking</td><td>${value()}</td><td><button>Revoke</button></td></tr></table><button>New</button>`);
  const { landmarks } = await report();
  assert.deepEqual(landmarks.map((one) => [one.text, one.row]), [
    ['Revoke', 'Bakery, shop\nby Dana\n0a1b••••••\nRevoke'], ['Revoke', 'Bakery, booking\n…\nRevoke'], ['New', ''],
  ]);
  await close();
});

test('says which things stand in a dialog, and names the dialog', async () => {
  for (const html of [
    '<button>Behind</button><dialog id="d" aria-label="New key"><button>Generate</button></dialog><script>d.showModal()</script>',
    '<button>Behind</button><div role="dialog" aria-labelledby="t"><h2 id="t">New key</h2><button>Generate</button></div>',
    '<main><button>Behind</button></main><div style="position:fixed;inset:0;z-index:10"><h2>New key</h2><button>Generate</button></div>',
  ]) {
    const { report, close } = await open(html);
    const { headings, landmarks } = await report();
    assert.ok(headings.includes('New key'), html);
    assert.deepEqual(landmarks.map(({ text, dialog }) => [text, dialog]), [['Behind', false], ['Generate', true]], html);
    await close();
  }
});

test('a radio drawn by its label only is an option; shadow roots are walked', async () => {
  const { report, close } = await open(`
    <label style="display:block"><input type="radio" name="r" style="position:absolute;opacity:0" checked>Production</label>
    <div><template shadowrootmode="open"><h2>Inside</h2><button><slot></slot></button></template>Go <b>on</b></div>`);
  const { headings, landmarks } = await report();
  assert.deepEqual(headings, ['Inside']);
  assert.deepEqual(landmarks.map(({ role, text, empty }) => [role, text, empty]), [['option', 'Production', false], ['button', 'Go on', false]]);
  await close();
});

test('offers values from code, read-only fields, cells and copy buttons, with the words beside them', async () => {
  const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map((x) => value(31, x));
  const { report, close } = await open(`
    <h2>Your key</h2><p>API key</p><pre><code>${a}</code></pre>
    <label>Secret <input readonly value="${b}"></label>
    <table><thead><tr><th>Label</th><th>Key</th></tr></thead><tr><td>Shop</td><td>${c}</td></tr></table>
    <dl><dt>Access token</dt><dd>${d.slice(0, 10)}<wbr>${d.slice(10)}</dd></dl>
    <p>Token: ${e}. Keep it safe.</p><p>Read more on our internationalization page.</p>`);
  const { candidates } = await report();
  assert.deepEqual(candidates, [
    { text: a, label: 'API key' },
    { text: b, label: 'Secret' },
    { text: c, label: 'Key, Shop' },
    { text: d, label: 'Access token' },
    { text: e, label: 'Token:' },
  ]);
  await close();
});

test('offers the number of an app, and no shorter one', async () => {
  const number = '1234567890'.padEnd(12, '12');
  const { report, close } = await open(`<p>Client ID</p><div>${number}</div><p>Phone</p><div>${number.slice(0, 11)}</div>`);
  assert.deepEqual((await report()).candidates, [{ text: number, label: 'Client ID' }]);
  await close();
});

test('a copy button gives the whole value where the page shows a masked one', async () => {
  const key = value();
  const { report, close } = await open(`<p>Key</p><span>${key.slice(0, 4)}************</span><button data-clipboard-text="${key}">Copy</button>`);
  const { candidates } = await report();
  assert.deepEqual(candidates.map((one) => one.text), [`${key.slice(0, 4)}************`, key]);
  await close();
});

test('hidden text is not reported', async () => {
  const key = value();
  for (const style of ['display:none', 'visibility:hidden', 'opacity:0', 'position:absolute;left:-9999px', 'height:0;overflow:hidden', 'position:absolute;width:1px;height:1px;overflow:hidden']) {
    const { report, close } = await open(`<h1>Shown</h1><div style="${style}"><h2>Gone</h2><button>Gone</button><code>${key}</code></div>`);
    const { headings, landmarks, candidates } = await report();
    assert.deepEqual([headings, landmarks, candidates], [['Shown'], [], []], style);
    await close();
  }
});

test('what a person types and what a login holds is never a candidate', async () => {
  const key = value();
  const { page, report, close } = await open(`
    <form><input name="user" value="${value(12, 'u')}"><input type="password" value="${value(12, 'p')}"></form>
    <form><input type="password" readonly value="${value(12, 'q')}"><input type="password"></form>
    <input id="typed"><input autocomplete="username" value="${value(12, 'n')}"><div contenteditable>${value(12, 'c')}</div>
    <label>Key <input type="password" readonly value="${key}"></label>`);
  assert.deepEqual((await report()).candidates, [{ text: key, label: 'Key' }]);
  await page.fill('#typed', '');
  await page.type('#typed', value(20));
  const after = await report((one) => !one.landmarks[4].empty);
  assert.deepEqual(after.candidates.map((one) => one.text), [key]);
  await page.evaluate(() => document.getElementById('typed').blur());
  await page.evaluate(() => document.body.append(Object.assign(document.createElement('h3'), { textContent: 'Later' })));
  const later = await report((one) => one.headings.includes('Later'));
  assert.deepEqual(later.candidates.map((one) => one.text), [key]);
  await close();
});

test('names and labels hold no value', async () => {
  const key = value();
  const { report, close } = await open(`<h2>Key ${key}</h2><a href="#">${key}</a><p>First ${key}</p><p><code>${value(32, 'z')}</code></p>`);
  const { headings, landmarks, candidates } = await report();
  assert.ok(!JSON.stringify([headings, landmarks, candidates.map((one) => one.label)]).includes(key.slice(0, 20)));
  await close();
});

test('texts are cut to bytes, lists to their number, and what stands in a dialog comes first', async () => {
  const { report, close } = await open(`<h1>${'ü'.repeat(300)}</h1>${'<button>Row</button>'.repeat(450)}<div role="dialog" aria-label="Ask"><button>Yes</button></div>`);
  const { headings, landmarks } = await report();
  assert.equal(Buffer.byteLength(headings[0]), 160);
  assert.equal(landmarks.length, 400);
  assert.deepEqual([landmarks.at(-1).text, landmarks.at(-2).text], ['Yes', 'Row']);
  await close();
});

test('a burst of changes is one report, and an equal page none', async () => {
  const { page, report, close } = await open('<h1>Start</h1><div id="x"></div>');
  const before = (await report()).revision;
  await page.evaluate(async () => {
    for (let i = 0; i < 100; i++) {
      document.querySelector('#x').innerHTML = `<h2>Turn ${i}</h2>`;
      await Promise.resolve();
    }
  });
  const last = await report((one) => one.headings.includes('Turn 99'));
  assert.equal(last.revision, before + 1);
  // The same words in new elements: looked at, found equal, not sent; the next real change has the next number.
  await page.evaluate(() => { document.querySelector('#x').innerHTML = '<h2>Turn 99</h2>'; });
  await page.evaluate(() => { document.querySelector('#x').innerHTML += '<h3>End</h3>'; });
  assert.equal((await report((one) => one.headings.includes('End'))).revision, before + 2);
  await close();
});

test('a page that animates without end still gets its changes told', async () => {
  const { page, report, close } = await open('<div id="x"></div>');
  await page.evaluate(() => {
    const spin = (n) => { document.querySelector('#x').style.width = `${n % 50}px`; requestAnimationFrame(() => spin(n + 1)); };
    spin(0);
    document.body.append(Object.assign(document.createElement('h2'), { textContent: 'Ready' }));
  });
  assert.ok(await report((one) => one.headings.includes('Ready')));
  await close();
});

test('single-page navigation and values set by scripts are told', async () => {
  const { page, report, close } = await open('<h1>App</h1><label>Key <input readonly></label>');
  const before = (await report()).revision;
  await page.evaluate(() => history.pushState(null, '', '/account/api'));
  await report((one) => one.revision === before + 1);
  const key = value();
  await page.evaluate((key) => { document.querySelector('input').value = key; }, key);
  assert.deepEqual((await report((one) => one.candidates.length > 0)).candidates, [{ text: key, label: 'Key' }]);
  await close();
});
