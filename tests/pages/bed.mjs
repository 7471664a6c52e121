// One Chromium, the static pages of this folder at a made-up host, and the two scripts run in them.

import { readFile } from 'node:fs/promises';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';

const content = (name) => readFile(new URL(`../../extension/content/${name}`, import.meta.url), 'utf8');
export const snapshotSource = await content('snapshot.js');
export const fillSource = await content('fill.js');

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
  window.chrome = {
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
    return route.fulfill({ path: new URL(`.${url.pathname}`, import.meta.url).pathname });
  });
  await page.goto(`https://site.test/${name}?page=settings#part`);

  const snapshot = () => page.evaluate(snapshotSource);
  return {
    page, errors, snapshot,
    close: () => context.close(),
    /** Snapshot, then fill what `values` says by name. `between` runs in the page after the snapshot. */
    fill: async (values, { between, nonce } = {}) => {
      const shot = await snapshot();
      if (between) await page.evaluate(between);
      await page.evaluate(fillSource);
      const order = {
        nonce: nonce ?? shot.nonce,
        values: Object.entries(values).map(([name, value]) => {
          const { index, id } = shot.controls.find((control) => control.name === name || control.id === name);
          return { index, name: shot.controls[index].name, id, value };
        }),
      };
      const report = await page.evaluate((fill) => window.order({ fill }), order);
      return { report, shot, why: report.results?.map((result) => result.why || (result.filled ? 'filled' : '')) };
    },
    value: (name) => page.evaluate((name) => document.getElementsByName(name)[0].value, name),
  };
};
