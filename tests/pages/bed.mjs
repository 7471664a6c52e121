// One Chromium, the static pages of this folder at a made-up host, and the two scripts run in them.

import { readFile } from 'node:fs/promises';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const content = (name) => readFile(new URL(`../../extension/content/${name}`, import.meta.url), 'utf8');
export const snapshotSource = await content('snapshot.js');
export const fillSource = await content('fill.js');
export const pointSource = await content('point.js');
/** The files of the guide, in their order. */
export const guideSources = await Promise.all(['look', 'helper', 'pick', 'cover'].map((part) => content(`guide-${part}.js`)));

let browser;

export const launch = async () => {
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  return () => browser.close();
};

/** One browser for the tests of a file. */
export const start = () => {
  before(launch);
  after(() => browser.close());
};

/** Runs in the page before anything else: the part of an extension's runtime that fill.js needs. */
const standIn = () => {
  const listeners = new Set();
  // Closed shadow roots, which the bed hands over: a browser opens them to its extensions.
  window.closedRoots = new Map();
  window.chrome = {
    dom: {
      openOrClosedShadowRoot: (el) => {
        if (!(el instanceof HTMLElement)) throw new TypeError('No matching signature.');
        return window.closedRoots.get(el) ?? el.shadowRoot;
      },
    },
    runtime: {
      id: 'keyfob',
      onMessage: { addListener: (f) => listeners.add(f), removeListener: (f) => listeners.delete(f) },
    },
  };
  window.listening = () => listeners.size;
  window.order = (message, sender = { id: 'keyfob' }) =>
    new Promise((resolve) => {
      const heard = [...listeners].some((listener) => listener(message, sender, resolve));
      if (!heard) resolve('not heard');
    });
};

/** What to put where: by the name or the id of a control in this snapshot. Those in `open` want no secret. */
const chosen = (shot, values, open = []) =>
  Object.entries(values).map(([key, value]) => {
    const { index, name, id } = shot.controls.find((control) => control.name === key || control.id === key);
    return { index, name, id, value, open: open.includes(key) };
  });

/** What became of each control, in a word. */
export const words = ({ results }) => results?.map(({ why, filled }) => why || (filled ? 'filled' : ''));

/** Opens a page of this folder, or the HTML given. */
export const open = async (name, html) => {
  const context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.addInitScript(standIn);
  await page.route('**/*', async (route) => {
    const url = new URL(route.request().url());
    if (url.host !== 'site.test') return route.fulfill({ contentType: 'text/html', body: '<input name="foreign">' });
    if (html !== undefined && url.pathname === `/${name}`) return route.fulfill({ contentType: 'text/html', body: html });
    if (url.pathname.startsWith('/wp-content/')) return route.fulfill({ body: '' });
    return route.fulfill({ path: new URL(`.${url.pathname}`, import.meta.url).pathname });
  });
  await page.goto(`https://site.test/${name}?page=settings#part`);

  const snapshot = () => page.evaluate(snapshotSource);
  return {
    page, errors, snapshot,
    close: () => context.close(),
    /** Snapshot, then fill what `values` says by name; those in `open` want no secret. `between` runs in the page after the snapshot. */
    fill: async (values, { between, nonce, open = [] } = {}) => {
      const shot = await snapshot();
      if (between) await page.evaluate(between);
      await page.evaluate(fillSource);
      const order = { nonce: nonce ?? shot.nonce, values: chosen(shot, values, open) };
      const report = await page.evaluate((fill) => window.order({ fill }), order);
      return { report, shot, why: words(report) };
    },
    /** Undoes the fill of this snapshot. */
    undo: (shot) => page.evaluate((undo) => window.order({ undo }), { nonce: shot.nonce }),
    value: (name) => page.evaluate((name) => document.getElementsByName(name)[0].value, name),
  };
};

/** All closed shadow roots below a node of DevTools. */
const closedRoots = (node) => [
  ...(node.shadowRootType === 'closed' ? [node] : []),
  ...[...(node.children ?? []), ...(node.shadowRoots ?? [])].flatMap(closedRoots),
];

/** The last word on a field, as the background has it. */
const outcome = (world) => async (values) => {
  const shot = await world.snapshot();
  // What a hostile page does between plan and confirmation.
  await world.frame.evaluate(() => window.attack?.());
  await world.run(fillSource);
  world.filled = shot.nonce;
  return world.order({ nonce: shot.nonce, values: chosen(shot, values) });
};

/**
 * Opens a page of tests/hostile or another folder (or the HTML given). The scripts run as the browser runs them: in a
 * world apart from the page's own, which shares nothing with it but the document.
 */
export const openApart = async (name, { headers = {}, html, folder = '../hostile/', ready } = {}) => {
  const context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
  const page = await context.newPage();
  await page.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url());
    if (html !== undefined) return route.fulfill({ contentType: 'text/html', headers, body: html });
    return route.fulfill({ headers, path: fileURLToPath(new URL(`${folder}.${pathname}`, import.meta.url)) });
  });
  await page.goto(`https://site.test/${name}`);
  if (ready) await page.waitForFunction(ready);

  /** @param {import('playwright-core').Frame} frame */
  const world = async (frame) => {
    // A frame of another process has a session of its own.
    const session = await context.newCDPSession(frame).catch(() => context.newCDPSession(page));
    const { frameTree } = await session.send('Page.getFrameTree');
    const all = (tree) => [tree.frame, ...(tree.childFrames ?? []).flatMap(all)];
    const here = all(frameTree).find(({ url }) => url === frame.url()) ?? frameTree.frame;
    const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', { frameId: here.id, worldName: 'keyfob' });
    const run = async (expression) => {
      const { result, exceptionDetails } = await session.send('Runtime.evaluate', { expression, contextId, awaitPromise: true, returnByValue: true });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    };
    await run(`(${standIn})()`);
    const { root } = await session.send('DOM.getDocument', { depth: -1, pierce: true });
    for (const { backendNodeId } of closedRoots(root)) {
      const { object } = await session.send('DOM.resolveNode', { backendNodeId, executionContextId: contextId });
      await session.send('Runtime.callFunctionOn', { objectId: object.objectId, functionDeclaration: 'function () { window.closedRoots.set(this.host, this); }' });
    }
    const tell = (message) => run(`window.order(${JSON.stringify(message)})`);
    const made = { frame, run, snapshot: () => run(snapshotSource), order: (fill) => tell({ fill }), filled: '' };
    return { ...made, fill: outcome(made), undo: () => tell({ undo: { nonce: made.filled } }) };
  };
  return { page, world, ...(await world(page.mainFrame())), close: () => context.close() };
};
