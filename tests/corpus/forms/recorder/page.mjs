// One page of the corpus: the facts in its head comment, its markup, and the frame around it.

import { readFile } from 'node:fs/promises';
import { adminFrame } from './wp-admin.mjs';

/** What makes a form hard to read. */
export const TRAPS = new Set([
  'mask', 'inert-mask', 'hidden-duplicate', 'decoy', 'name-contradicts-label', 'broken-label', 'label-th', 'label-after',
  'label-placeholder', 'label-bold', 'label-aria', 'no-name', 'no-form', 'password-typed-user', 'wrong-type',
  'one-time-code', 'redirect-out', 'constant', 'autosave', 'oauth-only', 'iframe', 'anti-manager', 'other-language',
  'test-live', 'captcha-version', 'v2-v3', 'two-providers', 'provider-in-query', 'provider-in-heading',
  'provider-in-link', 'provider-in-modal', 'provider-select', 'ajax', 'react', 'vue', 'shadow', 'random-id', 'nickname',
  'split-field', 'real-looking-placeholder', 'radio', 'editable', 'wordpress-core', 'wordpress-plugin',
]);

const KEYS = new Set(['about', 'url', 'traps', 'recipe', 'have', 'ready', 'frame', 'title', 'language', 'screen', 'plugin']);

/**
 * @typedef {{about: string, url: string, traps: string[], recipe: boolean, have: Record<string, string[]> | null}} Facts
 * @typedef {Facts & {ready: string, html: string}} Page
 */

/** `kind field field; kind …`. @param {string} text */
const kinds = (text) =>
  Object.fromEntries(
    text.split(';').map((part) => part.trim().split(/\s+/)).filter(([kind]) => kind).map(([kind, ...fields]) => [kind, fields]),
  );

/** Reads a page. @param {URL} file @returns {Promise<Page>} */
export async function readPage(file) {
  const text = await readFile(file, 'utf8');
  const fail = (/** @type {string} */ what) => {
    throw new Error(`${file.pathname.split('/').slice(-2).join('/')}: ${what}`);
  };
  const comment = /^\s*<!--([\s\S]*?)-->\s*/.exec(text) ?? fail('does not begin with a comment');
  /** @type {Record<string, string>} */
  const told = {};
  for (const line of comment[1].split('\n').map((one) => one.trim()).filter(Boolean)) {
    const [, key, value] = /^([a-z]+): *(.*)$/.exec(line) ?? fail(`not a line "key: value": ${line}`);
    if (!KEYS.has(key)) fail(`no key is named ${key}`);
    told[key] = value;
  }
  for (const key of ['about', 'url']) if (!told[key]) fail(`has no ${key}`);
  const traps = (told.traps ?? '').split(',').map((trap) => trap.trim()).filter(Boolean);
  for (const trap of traps) if (!TRAPS.has(trap)) fail(`no trap is named ${trap}`);
  const inside = text.slice(comment[0].length);
  if (told.frame && told.frame !== 'wp-admin') fail(`no frame is named ${told.frame}`);
  return {
    about: told.about,
    url: told.url,
    traps,
    recipe: told.recipe === 'yes',
    have: told.have ? kinds(told.have) : null,
    ready: told.ready ?? '',
    html: told.frame ? adminFrame(inside, told) : inside,
  };
}
