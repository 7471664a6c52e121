// How the background weighs a message before it reads it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTooHeavy, MAX_WEIGHT } from '../../extension/weight.js';

test('the heaviest report that a page script sends is let through', () => {
  const text = 'x'.repeat(160);
  const landmarks = Array.from({ length: 400 }, () => ({ role: 'button', text, shown: text, empty: false, disabled: false, dialog: true }));
  const headings = Array.from({ length: 60 }, () => text);
  const candidates = Array.from({ length: 200 }, () => ({ text: 'y'.repeat(64), label: text }));
  const report = { revision: 1, language: 'en', headings, landmarks, candidates };
  assert.equal(isTooHeavy({ page: { type: 'report', nonce: 'n'.repeat(32), report } }), false);
  assert.equal(isTooHeavy({ ui: { type: 'vault-unlock', passphrase: 'z'.repeat(4096) } }), false);
});

test('what is larger than any message is not, in whatever form', () => {
  const long = 'x'.repeat(MAX_WEIGHT);
  const deep = Array.from({ length: MAX_WEIGHT }).reduce((inner) => [inner], 0);
  const heavy = [
    long, [long], { ui: { type: 'vault-unlock', passphrase: long } }, { [long]: 1 }, deep,
    Array.from({ length: MAX_WEIGHT }, () => null), Array.from({ length: 1000 }, () => 'x'.repeat(400)),
    Object.fromEntries(Array.from({ length: MAX_WEIGHT }, (_, at) => [at, 0])),
  ];
  for (const message of heavy) assert.equal(isTooHeavy(message), true);
});

test('what is no message weighs next to nothing', () => {
  for (const message of [undefined, null, 0, '', true, {}, []]) assert.equal(isTooHeavy(message), false);
});
