// Records the corpus: what the snapshot script says of each page, with the right answer beside it.
//
//   node record.mjs [--check] [TEXT]     all pages, or those whose set and name contain the text
//   node record.mjs --wordpress          pages of a real WordPress (sandbox/wordpress/fetch.sh must have run)

import { recordAll } from './recorder/recorder.mjs';

const words = process.argv.slice(2);
if (words.includes('--wordpress')) {
  const { recordWordPress } = await import('./recorder/wordpress.mjs');
  console.log(`${await recordWordPress()} pages of WordPress recorded`);
  process.exit();
}
const check = words.includes('--check');
const only = words.find((word) => !word.startsWith('--')) ?? '';
const { pages, differing, failed } = await recordAll({ check, only });
for (const name of differing) console.log(`${check ? 'differs from its page' : 'recorded'}: ${name}`);
for (const what of failed) console.error(`failed: ${what}`);
console.log(`${pages} pages, ${differing.length} ${check ? 'differ' : 'written'}, ${failed.length} failed`);
if (failed.length || (check && differing.length)) process.exitCode = 1;
