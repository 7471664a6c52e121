// Takes pictures of the helper, to be looked at: node look.js [FOLDER], by default target/pages-guide.

import { mkdir } from 'node:fs/promises';
import { card, launch, open, value } from './bed.js';
import { portal } from './portal.js';

const folder = process.argv[2] ?? new URL('../../target/pages-guide', import.meta.url).pathname;
await mkdir(folder, { recursive: true });
const close = await launch();
const key = value();
const scenes = {
  click: { html: portal({ key, dialog: false }), card: card({ title: 'Mailchimp · API key', say: 'Press “Create A Key”.', account: 'Fernweh Travel, as Admin or Manager', ignore: 'the list of registered apps', step: 5, steps: 7, ring: 10 }) },
  dialog: { html: portal({ key, dialog: true }), card: card({ title: 'Mailchimp · API key', say: 'Give the key a name that says what uses it. Press Write label in the panel.', account: 'Fernweh Travel', step: 6, steps: 7, ring: 12 }) },
  found: { html: portal({ key }), card: card({ title: 'Mailchimp · API key', say: 'Here is the key. It is shown only once.', step: 7, steps: 7, found: [{ candidate: 2, name: 'API key', length: 37, kept: false }] }) },
  kept: { html: portal({ key }), card: card({ title: 'Constant Contact V2', say: 'Now go to the API tester for the access token.', account: 'the Constant Contact account, not the developer account', step: 4, steps: 9, ring: 3, found: [{ candidate: 2, name: 'API key', length: 24, kept: true }] }) },
  unknown: { html: portal({ key }), card: card({ title: 'Mailchimp · API key', say: '', step: 0, steps: 7 }) },
};
for (const [name, scene] of Object.entries(scenes)) {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [360, 1280]) {
      const { page, close: shut } = await open(scene.html, { card: scene.card, context: { colorScheme, viewport: { width, height: width === 360 ? 720 : 800 }, reducedMotion: 'reduce' } });
      await page.waitForFunction(() => bed.root()?.querySelector('.card:not([hidden])'));
      await page.waitForFunction(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))));
      await page.screenshot({ path: `${folder}/${name}-${colorScheme}-${width}.png` });
      await shut();
    }
  }
}
await close();
