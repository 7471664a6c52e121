// What the scripts weigh and cost: gzipped bytes, and the time of the snapshot, the guide's look and the cover in a
// page of 5,000 nodes and 60 inputs. Times are the page's own processor time, so that other work on the machine does
// not count; those after a change are without the layout that the change itself costs.
// Figures only, no judgement. Ends with one line of JSON.

import { gzipSync } from 'node:zlib';
import { fillSource, guideSources, launch, open, snapshotSource } from './bed.mjs';

const INPUTS = 60;
const NODES = 5000;
const row = (i) => `<tr><th scope="row"><label for="f${i}">Field ${i}</label></th><td><div class="wrap"><input id="f${i}" name="o[f${i}]"><p class="description">See <a href="https://docs.example/${i}">here</a>.</p></div></td></tr>`;
const rows = Array.from({ length: INPUTS }, (_, i) => row(i)).join('');
const filler = Array.from({ length: (NODES - INPUTS * 8) / 4 }, (_, i) => `<div class="box"><p>Text <b>${i}</b></p><i></i></div>`).join('');
const html = `<!doctype html><html lang="en"><body><h1>Settings</h1>${filler}<form><table>${rows}</table><button>Save</button></form></body></html>`;

const close = await launch();

/** A fresh page with the scripts at hand as functions, and a clock of its processor time in milliseconds. */
const prepare = async () => {
  const { page, close: shut } = await open('big.html', html);
  const figures = await page.evaluate(([snapshot, guide]) => {
    for (const part of guide) (0, eval)(part);
    const kit = globalThis[Symbol.for('keyfob.guide')];
    const helper = kit.helper(kit.look, () => undefined);
    const makeCover = () => kit.cover(kit.look, helper, () => {}, () => {});
    const value = 'a1b2c3d4'.repeat(4);
    const held = makeCover();
    Object.assign(window, {
      nothing: () => {},
      snapshot: new Function(`return ${snapshot.slice(snapshot.indexOf('(() =>'))}`),
      look: () => kit.look.look(() => {}),
      // The whole page is read once.
      coverBegin: () => { const cover = makeCover(); cover.begin(); cover.stop(); },
      // From then on its values are looked at in each frame.
      coverValues: () => {
        for (const cell of [...document.querySelectorAll('.description')].slice(0, 3)) cell.append(` ${value}`);
        held.begin();
        held.know(kit.look.prints(value));
      },
      coverFrame: () => held.judged([]),
      change: (turn) => { document.body.style.width = `${900 + turn}px`; return document.body.offsetHeight; },
    });
    document.body.offsetHeight;
    return { nodes: document.querySelectorAll('*').length, controls: document.querySelectorAll('input').length };
  }, [snapshotSource, guideSources]);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const now = async () => (await cdp.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
  /** Milliseconds for one run, of `turns`. */
  const cost = async (work, turns, changed = false) => {
    const before = await now();
    await page.evaluate(([work, turns, changed]) => { for (let turn = 0; turn < turns; turn++) { if (changed) change(turn); window[work](); } }, [work, turns, changed]);
    return ((await now()) - before) / turns;
  };
  return { page, figures, cost, shut };
};

const { page, figures, cost, shut } = await prepare();
const round = (ms) => Math.round(ms * 10) / 10;
const ms = {};
const TURNS = 40;
for (const work of ['snapshot', 'look', 'coverBegin']) {
  await cost(work, TURNS);
  ms[work] = await cost(work, TURNS);
  ms[`${work}AfterChange`] = (await cost(work, TURNS, true)) - (await cost('nothing', TURNS, true));
}
await page.evaluate(() => coverValues());
ms.coverFrame = await cost('coverFrame', TURNS);
await shut();
// The first run in a fresh document, as an injection is: nothing compiled, layout done.
for (const work of ['snapshot', 'look']) {
  const all = [];
  for (let i = 0; i < 5; i++) {
    const fresh = await prepare();
    all.push((await fresh.cost(work, 1)) - (await fresh.cost('nothing', 1)));
    await fresh.shut();
  }
  ms[`${work}First`] = all.sort((a, b) => a - b)[2];
}
await close();
const bytes = (source) => gzipSync(source, { level: 9 }).length;
console.log(JSON.stringify({
  ...figures,
  ms: Object.fromEntries(Object.entries(ms).map(([name, value]) => [name, round(value)])),
  gzip: { snapshot: bytes(snapshotSource), fill: bytes(fillSource), guide: guideSources.map(bytes) },
}));
