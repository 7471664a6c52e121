// How the background weighs a message before it reads it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_OWN_WEIGHT, MAX_WEIGHT, isTooHeavy } from '../../extension/weight.js';

test('the heaviest report that a page script sends is let through', () => {
  const text = 'x'.repeat(160);
  const landmarks = Array.from({ length: 400 }, () => ({ role: 'button', text, shown: text, empty: false, disabled: false, dialog: true }));
  const headings = Array.from({ length: 60 }, () => text);
  const candidates = Array.from({ length: 200 }, () => ({ text: 'y'.repeat(64), label: text }));
  const report = { revision: 1, language: 'en', headings, landmarks, candidates };
  assert.equal(isTooHeavy({ page: { type: 'report', nonce: 'n'.repeat(32), report } }, MAX_WEIGHT), false);
  assert.equal(isTooHeavy({ ui: { type: 'vault-unlock', passphrase: 'z'.repeat(4096) } }, MAX_WEIGHT), false);
  const file = 'f'.repeat(24 * 1024 * 1024);
  assert.equal(isTooHeavy({ ui: { type: 'import-preview', file, name: 'x', passphrase: '' } }, MAX_OWN_WEIGHT), false);
  assert.equal(isTooHeavy({ ui: { type: 'import-preview', file, name: 'x', passphrase: '' } }, MAX_WEIGHT), true);
});

test('what is larger than any message is not, in whatever form', () => {
  const long = 'x'.repeat(MAX_WEIGHT);
  const deep = Array.from({ length: MAX_WEIGHT }).reduce((inner) => [inner], 0);
  const heavy = [
    long, [long], { ui: { type: 'vault-unlock', passphrase: long } }, { [long]: 1 }, deep,
    Array.from({ length: MAX_WEIGHT }, () => null), Array.from({ length: 1000 }, () => 'x'.repeat(400)),
    Object.fromEntries(Array.from({ length: MAX_WEIGHT }, (_, at) => [at, 0])),
  ];
  for (const message of heavy) assert.equal(isTooHeavy(message, MAX_WEIGHT), true);
});

test('what is no message weighs next to nothing', () => {
  for (const message of [undefined, null, 0, '', true, {}, []]) assert.equal(isTooHeavy(message, MAX_WEIGHT), false);
});
