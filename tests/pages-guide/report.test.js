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
  const plain = { empty: false, disabled: false, dialog: false };
  assert.deepEqual(landmarks, [
    { ...plain, role: 'link', text: 'Profile name' },
    { ...plain, role: 'button', text: 'Close menu' },
    { ...plain, role: 'field', text: 'Key name', empty: true },
    { ...plain, role: 'button', text: 'Register Application' },
    { ...plain, role: 'option', text: 'I agree', empty: true },
    { ...plain, role: 'button', text: 'Create', disabled: true },
    { ...plain, role: 'button', text: 'Extras' },
    { ...plain, role: 'field', text: 'Search', empty: true },
    { ...plain, role: 'field', text: 'Country', empty: true },
  ]);
  assert.deepEqual(noise, []);
  await close();
});
