// The bed of these tests: one Chromium, pages with a stand-in for the background, and the guide run in them.

import { readFile } from 'node:fs/promises';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';

const SCRIPTS = ['guide-look.js', 'guide-helper.js', 'guide-pick.js', 'guide-cover.js', 'guide.js'];
const scripts = await Promise.all(SCRIPTS.map((name) => readFile(new URL(`../../extension/content/${name}`, import.meta.url), 'utf8')));

/** @type {import('playwright-core').Browser} */
let browser;

export const launch = async () => {
  browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  return () => browser.close();
};

/** One browser for the tests of a file. */
export const start = () => {
  before(launch);
  after(() => browser.close());
};

/** Runs in the page before anything else: a background that can be asked, and eyes into closed shadow roots. */
const standIn = () => {
  const bed = {
    messages: [], listeners: new Set(), roots: [], gone: false,
    answers: { hello: { type: 'begin', nonce: 'n1' }, report: undefined, picked: undefined },
    card: null,
  };
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const root = attach.call(this, init);
    if (this.localName === 'keyfob-helper') bed.roots.push(root);
    return root;
  };
  bed.root = () => bed.roots.findLast((root) => root.host.isConnected) ?? null;
  bed.reports = () => bed.messages.filter((page) => page.type === 'report').map((page) => page.report);
  bed.push = (order, sender = { id: 'keyfob' }) => {
    let answer;
    for (const listener of bed.listeners) listener({ order }, sender, (value) => (answer = value));
    return answer;
  };
  window.bed = bed;
  window.chrome = {
    runtime: {
      get id() { return bed.gone ? undefined : 'keyfob'; },
      sendMessage: async ({ page }) => {
        if (bed.gone) throw new Error('Extension context invalidated.');
        const copy = structuredClone(page);
        bed.messages.push(copy);
        if (page.type === 'report' && bed.card) {
          const cover = bed.card.cover === 'all' ? page.report.candidates.map((_, i) => i) : bed.card.cover;
          const order = { type: 'show', nonce: 'n1', card: { ...bed.card, cover, revision: page.report.revision } };
          return bed.judge ? bed.judge(order) : order;
        }
        if (page.type === 'report' && !bed.answers.report) return { type: 'begin-nothing', nonce: 'n1' };
        return bed.answers[page.type] ?? { type: 'begin-nothing', nonce: 'n1' };
      },
      onMessage: { addListener: (f) => bed.listeners.add(f), removeListener: (f) => bed.listeners.delete(f) },
    },
    i18n: { getMessage: (key) => (key === '@@ui_locale' ? 'en' : key === '@@bidi_dir' ? 'ltr' : '') },
  };
};

/** A page with this body; the guide runs in it unless told otherwise. */
export const open = async (html, { guide = true, card = null, answers = {}, context = {} } = {}) => {
  const held = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...context });
  const page = await held.newPage();
  const noise = [];
  page.on('console', (message) => noise.push(message.text()));
  page.on('pageerror', (error) => noise.push(String(error)));
  await page.addInitScript(standIn);
  await page.route('https://portal.test/**', (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html.includes('<html') ? html : `<!doctype html><html lang="en"><body>${html}</body></html>` }));
  await page.goto('https://portal.test/account');
  await page.evaluate(([card, answers]) => { bed.card = card; Object.assign(bed.answers, answers); }, [card, answers]);
  const inject = async () => { for (const script of scripts) await page.evaluate(script); };
  if (guide) {
    await inject();
    if (!answers.hello) await page.waitForFunction(() => bed.reports().length > 0);
  }
  return {
    page, noise, inject,
    /** The last report, once `test` (run here) holds for it. */
    report: async (test = () => true) => {
      for (;;) {
        const count = await page.evaluate(() => bed.reports().length);
        const last = await page.evaluate(() => bed.reports().at(-1));
        if (last && test(last)) return last;
        await page.waitForFunction((count) => bed.reports().length > count, count);
      }
    },
    push: (order, sender) => page.evaluate(([order, sender]) => bed.push(order, sender), [order, sender]),
    close: () => held.close(),
  };
};

/** A card with the fields that a test does not care about. */
export const card = (rest = {}) => ({
  title: 'Mailchimp · API key', say: 'Press “API keys”', account: '', ignore: '', step: 3, steps: 7, ring: null, revision: 0, found: [], cover: [], ...rest,
});

/** Values are put together here, so that no scanner takes a test for a leak. */
export const value = (length = 32, tail = '-us21') => 'a1b2c3d4e5f60718'.repeat(8).slice(0, length) + tail;
