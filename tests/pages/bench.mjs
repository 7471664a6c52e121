// What the scripts weigh and cost: gzipped bytes, and the snapshot's time in a page of 5,000 nodes and 60 inputs.
// Figures only, no judgement. Ends with one line of JSON.

import { gzipSync } from 'node:zlib';
import { fillSource, launch, open, snapshotSource } from './bed.mjs';

const INPUTS = 60;
const NODES = 5000;
const row = (i) => `<tr><th scope="row"><label for="f${i}">Field ${i}</label></th><td><div class="wrap"><input id="f${i}" name="o[f${i}]"><p class="description">See <a href="https://docs.example/${i}">here</a>.</p></div></td></tr>`;
const rows = Array.from({ length: INPUTS }, (_, i) => row(i)).join('');
const filler = Array.from({ length: (NODES - INPUTS * 8) / 4 }, (_, i) => `<div class="box"><p>Text <b>${i}</b></p><i></i></div>`).join('');
const html = `<!doctype html><html lang="en"><body><h1>Settings</h1>${filler}<form><table>${rows}</table><button>Save</button></form></body></html>`;

const close = await launch();
const { page } = await open('big.html', html);
const measured = await page.evaluate((source) => {
  const run = new Function(`return ${source.slice(source.indexOf('(() =>'))}`);
  const time = (before) => {
    before();
    const start = performance.now();
    const shot = run();
    return [performance.now() - start, shot.controls.length];
  };
  const warm = Array.from({ length: 30 }, () => time(() => {})[0]).sort((a, b) => a - b);
  const dirty = Array.from({ length: 10 }, () => time(() => { document.body.style.width = `${900 + Math.random() * 50}px`; })[0]).sort((a, b) => a - b);
  return { nodes: document.querySelectorAll('*').length, controls: time(() => {})[1], warm: warm[15], dirty: dirty[5] };
}, snapshotSource);
// The first run of a fresh document, as an injection is: nothing compiled, layout done.
const cold = [];
for (let i = 0; i < 7; i++) {
  const fresh = await open('big.html', html);
  await fresh.page.evaluate(() => document.body.offsetHeight);
  cold.push(await fresh.page.evaluate((source) => { const start = performance.now(); (0, eval)(source); return performance.now() - start; }, snapshotSource));
  await fresh.close();
}
await close();
cold.sort((a, b) => a - b);
const round = (ms) => Math.round(ms * 10) / 10;
console.log(JSON.stringify({
  nodes: measured.nodes, controls: measured.controls,
  snapshot_first_ms: round(cold[3]), snapshot_warm_ms: round(measured.warm), snapshot_after_change_ms: round(measured.dirty),
  snapshot_gzip: gzipSync(snapshotSource, { level: 9 }).length, fill_gzip: gzipSync(fillSource, { level: 9 }).length,
}));
