// Opens the pages of the corpus in one Chromium, runs the snapshot script in them, and writes down what it says.

import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { readPage } from './page.mjs';

const here = new URL('../', import.meta.url);
const fromPages = createRequire(new URL('../../pages/package.json', here));
/** @type {typeof import('playwright-core')} */
const { chromium } = fromPages('playwright-core');
const snapshotSource = await readFile(new URL('../../../extension/content/snapshot.js', here), 'utf8');

/** Where a file of an installed package is. @param {string} name @param {string} file */
const library = (name, file) => fromPages.resolve(`${name}/package.json`).replace(/package\.json$/, file);
/** Libraries that a page may load, by the end of their address. */
const ASSETS = {
  '/react.production.min.js': library('react', 'umd/react.production.min.js'),
  '/react-dom.production.min.js': library('react-dom', 'umd/react-dom.production.min.js'),
  '/vue.global.prod.js': library('vue', 'dist/vue.global.prod.js'),
};

export const SETS = ['build', 'measure', 'negative-build', 'negative-measure'];

/** @typedef {import('playwright-core').Page} Tab */

/** Each page is at a site of its own; that it gets a process of its own too is what costs most, and changes nothing. */
const TOGETHER = ['--disable-site-isolation-trials', '--disable-features=IsolateOrigins,site-per-process', '--renderer-process-limit=2'];

/** @param {string[]} more */
export const launch = (more = []) =>
  chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', ...TOGETHER, ...more] });

/**
 * Takes the right answers off the page, so that nothing on it tells them, and hands out what puts them back in order
 * when the snapshot has been taken: by the very elements that it describes. Runs in the page.
 */
const takeAnswers = () => {
  /** @type {Map<Element, string>} */
  const answers = new Map();
  const look = (/** @type {Document | ShadowRoot} */ within) => {
    for (const el of within.querySelectorAll('*')) {
      if (el.shadowRoot) look(el.shadowRoot);
      for (const name of ['x-answer', 'x-ready']) {
        if (name === 'x-answer' && el.hasAttribute(name)) answers.set(el, el.getAttribute(name) ?? '');
        el.removeAttribute(name);
      }
    }
  };
  look(document);
  Object.defineProperty(globalThis, Symbol.for('keyfob.corpus'), { configurable: true, value: answers });
};

/** Runs in the page, after the snapshot: control to answer. */
const placeAnswers = () => {
  const answers = /** @type {any} */ (globalThis)[Symbol.for('keyfob.corpus')];
  const { controls } = /** @type {any} */ (globalThis)[Symbol.for('keyfob.snapshot')];
  /** @type {Record<string, string>} */
  const placed = {};
  controls.forEach((/** @type {any} */ { el }, /** @type {number} */ index) => {
    const answer = answers.get(el.deref());
    if (answer === undefined) return;
    placed[index] = answer;
    answers.delete(el.deref());
  });
  return { placed, lost: [...answers.values()] };
};

/** Whether an answer reads `kind field`, or several of these, or `none`, with bars between. @param {string} answer */
const isAnswer = (answer) => answer.split(' | ').every((one) => one === 'none' || /^[a-z0-9-]+\/[a-z0-9-]+ [a-z_]+$/.test(one));

/**
 * The snapshot of an open page and the answers on it.
 * @param {Tab} tab
 */
export async function describe(tab) {
  await tab.evaluate(takeAnswers);
  const snapshot = await tab.evaluate(snapshotSource);
  snapshot.nonce = '';
  const { placed, lost } = await tab.evaluate(placeAnswers);
  if (lost.length) throw new Error(`an answer stands on something that the snapshot does not describe: ${lost.join(', ')}`);
  const odd = Object.values(placed).filter((answer) => !isAnswer(answer));
  if (odd.length) throw new Error(`not an answer: ${odd.join(', ')}`);
  return { snapshot, answers: placed };
}

/** What says nothing is left out: the reader has the same defaults. @param {object} of */
const told = (of) => Object.entries(of).filter(([, value]) => !(value === '' || value === false || value === 0 || (Array.isArray(value) && !value.length)));

/** A recording as it is stored: a line for each control. @param {{snapshot: any, [fact: string]: unknown}} recording */
export function written({ snapshot, ...facts }) {
  const { controls, ...page } = snapshot;
  const lines = Object.entries(facts).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`);
  const rest = told(page).map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)},`);
  const each = controls.map((/** @type {object} */ control, /** @type {number} */ index) => `      ${JSON.stringify({ index, ...Object.fromEntries(told(control)) })}`).join(',\n');
  return `{\n${lines.join('\n')}\n  "snapshot": {\n${rest.join('\n')}\n    "controls": [${each && `\n${each}\n    `}]\n  }\n}\n`;
}

/** What a page's own `<template x-served="address">` elements hold, by address. @param {string} html @param {string} base */
function served(html, base) {
  /** @type {Map<string, string>} */
  const parts = new Map();
  const rest = html.replace(/<template x-served="([^"]*)">([\s\S]*?)<\/template>\s*/g, (_, address, body) => {
    parts.set(new URL(address, base).href, body);
    return '';
  });
  return { parts, rest };
}

/**
 * A tab that opens one page of the corpus after the other.
 * @param {import('playwright-core').Browser} browser
 */
async function openTab(browser) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const tab = await context.newPage();
  const errors = /** @type {string[]} */ ([]);
  tab.on('pageerror', (error) => errors.push(String(error)));
  let parts = /** @type {Map<string, string>} */ (new Map());
  let html = '';
  await tab.route('**/*', async (route) => {
    const request = route.request();
    const address = new URL(request.url());
    const asset = Object.entries(ASSETS).find(([end]) => address.pathname.endsWith(end));
    if (request.isNavigationRequest() && request.frame() === tab.mainFrame()) return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html });
    if (asset) return route.fulfill({ contentType: 'text/javascript', path: asset[1] });
    const part = parts.get(address.href) ?? parts.get(`${address.origin}${address.pathname}`);
    if (part !== undefined) return route.fulfill({ contentType: part.trimStart().startsWith('{') ? 'application/json' : 'text/html; charset=utf-8', body: part });
    const kind = request.resourceType();
    if (kind === 'script') return route.fulfill({ contentType: 'text/javascript', body: '' });
    if (kind === 'stylesheet') return route.fulfill({ contentType: 'text/css', body: '' });
    if (kind === 'document') return route.fulfill({ contentType: 'text/html', body: '<title>Elsewhere</title>' });
    return route.fulfill({ status: 404, body: '' });
  });
  /** Opens a page and writes down what the snapshot says. @param {URL} file */
  return async (file) => {
    try {
      const page = await readPage(file);
      ({ parts, rest: html } = served(page.html, page.url));
      errors.length = 0;
      // An address that differs in the part behind # only would not be opened anew.
      if (tab.url().split('#')[0] === page.url.split('#')[0]) await tab.goto('about:blank');
      await tab.goto(page.url);
      // Not by a locator, which brings a script of its own into each page.
      const ready = page.ready || (await tab.evaluate(() => document.body.getAttribute('x-ready'))) || '';
      if (ready) await tab.locator(ready).first().waitFor({ state: 'attached', timeout: 10_000 });
      if (errors.length) throw new Error(errors.join('; '));
      const { snapshot, answers } = await describe(tab);
      const { about, url, traps, recipe, have } = page;
      return written({ about, url, traps, recipe, language: snapshot.language, have, answers, snapshot });
    } catch (error) {
      throw new Error(`${file.pathname.split('/').slice(-2).join('/')}: ${error instanceof Error ? error.message : error}`);
    }
  };
}

/** Names of the files of a folder that end so, without the ending; none where there is no folder. @param {URL} folder @param {string} ending */
const names = async (folder, ending) =>
  (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length)).sort();

/**
 * Records every page, or those whose `set/name` contains a text. With `check` nothing is written.
 * @param {{check?: boolean, only?: string}} options
 * @returns {Promise<{pages: number, differing: string[], failed: string[]}>} `differing` are the recordings that are not what their page says now
 */
export async function recordAll({ check = false, only = '' } = {}) {
  /** @type {{set: string, name: string}[]} */
  const wanted = [];
  const differing = /** @type {string[]} */ ([]);
  const failed = /** @type {string[]} */ ([]);
  for (const set of SETS) {
    const pages = await names(new URL(`pages/${set}/`, here), '.html');
    wanted.push(...pages.map((name) => ({ set, name })).filter((page) => `${page.set}/${page.name}`.includes(only)));
    for (const name of only ? [] : await names(new URL(`recorded/${set}/`, here), '.json')) {
      if (pages.includes(name)) continue;
      differing.push(`${set}/${name}`);
      if (!check) await rm(new URL(`recorded/${set}/${name}.json`, here));
    }
  }
  const browser = await launch();
  try {
    const queue = [...wanted];
    const worker = async () => {
      const record = await openTab(browser);
      for (let next = queue.shift(); next; next = queue.shift()) {
        const { set, name } = next;
        const to = new URL(`recorded/${set}/${name}.json`, here);
        const before = await readFile(to, 'utf8').catch(() => '');
        try {
          const now = await record(new URL(`pages/${set}/${name}.html`, here));
          if (now === before) continue;
          differing.push(`${set}/${name}`);
          if (check) continue;
          await mkdir(new URL('./', to), { recursive: true });
          await writeFile(to, now);
        } catch (error) {
          failed.push(error instanceof Error ? error.message : String(error));
        }
      }
    };
    await Promise.all([worker(), worker(), worker()]);
  } finally {
    await browser.close();
  }
  return { pages: wanted.length, differing: differing.sort(), failed: failed.sort() };
}
