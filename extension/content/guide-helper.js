// What the person sees of the guide: a card with the step, and rings around what it speaks of.
//
// Display only. It lives in a closed shadow root in the top layer, takes no pointer events except while the person
// points at a value, and shows of a value its name and length, never a character.
(() => {
  'use strict';

  /** @typedef {import('../protocol').Card} Card */
  /** @typedef {{left: number, top: number, right: number, bottom: number}} Box */

  const world = /** @type {Record<symbol, import('./guide-kit').Kit | undefined>} */ (/** @type {unknown} */ (globalThis));
  const kit = world[Symbol.for('keyfob.guide')];
  if (!kit || kit.helper) return;

  /** @param {string} key @param {string} english @param {...(string | number)} args */
  const t = (key, english, ...args) => {
    const values = args.map(String);
    return chrome.i18n?.getMessage(`helper_${key}`, values) || english.replace(/\$(\d)/g, (_, n) => values[n - 1] ?? '');
  };

  const CSS = `
:host{all:initial!important;position:fixed!important;inset:0!important;display:block!important;width:100vw!important;height:100vh!important;max-width:none!important;max-height:none!important;margin:0!important;padding:0!important;border:0!important;background:none!important;overflow:hidden!important;pointer-events:none!important;z-index:2147483647!important;color-scheme:light dark!important}
:host([picking]){pointer-events:auto!important;cursor:crosshair!important}
*{box-sizing:border-box;margin:0}
.card{--paper:#fff;--ink:#16201e;--soft:#54615e;--line:#dde2de;--mark:#08705f;--wash:#e0f0ec;--good:#23622b;--goodwash:#e2f2e4;position:absolute;width:min(340px,100vw - 24px);max-height:calc(100vh - 24px);overflow:hidden;padding:14px 16px 16px;border:1px solid var(--line);border-radius:14px;background:var(--paper);color:var(--ink);font:400 14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;box-shadow:0 1px 2px #0f172a1a,0 12px 32px -6px #0f172a47;overflow-wrap:anywhere;transition:opacity .15s}
.card.under{opacity:.18}
.card[data-at^=b]{bottom:16px}.card[data-at^=t]{top:16px}.card[data-at$=r]{right:16px}.card[data-at$=l]{left:16px}
@media(max-width:480px){.card{right:12px!important;left:12px!important;width:auto}.card[data-at^=b]{bottom:12px}.card[data-at^=t]{top:12px}}
.top{display:flex;align-items:center;gap:8px;color:var(--soft);font-size:12px;line-height:1.3}
.top b{flex:1;min-width:0;font-weight:600;color:var(--ink);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.top svg{flex:none;width:18px;height:18px;color:var(--mark)}
.top{margin-bottom:10px}.bar{display:flex;gap:3px;margin-bottom:12px}
.bar i{flex:1;height:3px;border-radius:2px;background:var(--line)}.bar i.on{background:var(--mark)}
.title{margin-bottom:3px;color:var(--soft);font-size:12px}
.say{font-size:15px;line-height:1.4;font-weight:600}
.more{margin-top:8px;color:var(--soft);font-size:13px}.more b{font-weight:600;color:var(--ink)}
.found{margin-top:10px;padding:9px 11px;border-radius:9px;background:var(--wash);font-size:13px}
.found p{display:flex;gap:8px;align-items:center}.found p+p{margin-top:4px}.found svg{flex:none;width:15px;height:15px;color:var(--mark)}.found b{font-weight:600}
.found em{display:block;margin-top:4px;padding-inline-start:23px;font-style:normal;color:var(--soft)}
.found .kept svg{color:var(--good)}.found.all{background:var(--goodwash)}
.found .kept span{margin-inline-start:auto;color:var(--good);font-weight:600}
.ring{position:absolute;top:0;left:0;border:3px solid #0b8a7c;border-radius:8px;box-shadow:0 0 0 2px #fff,inset 0 0 0 1px #fff,0 0 0 7px #0b8a7c40}
.ring.value{border-color:#08705f;box-shadow:0 0 0 2px #fff,inset 0 0 0 1px #fff,0 0 0 7px #08705f40}
.ring{animation:come .9s ease-out 2}
.ring.pick{border-style:dashed;background:#0b8a7c1f;box-shadow:0 0 0 2px #fff}
@keyframes come{0%{outline:0 solid #0b8a7c99;outline-offset:0}100%{outline:3px solid #0b8a7c00;outline-offset:16px}}
.quiet{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
[hidden]{display:none}
.covers{position:fixed;inset:0;direction:ltr}
.gauge{position:absolute;top:0;left:0;width:100px;height:100px;visibility:hidden}.beat{position:absolute;width:1px;height:1px;visibility:hidden}
.cover{position:absolute;display:flex;align-items:center;justify-content:center;overflow:hidden;border-radius:3px;background:#dcebe7;color:#0c5a4d;box-shadow:inset 0 0 0 1px #08705f80;font:600 12px/1 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
.cover div{padding:0 4px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
@media(prefers-color-scheme:dark){.cover{background:#1c3a34;color:#9fe0d2;box-shadow:inset 0 0 0 1px #4fc4b080}.card{--paper:#192120;--ink:#e9efed;--soft:#a3b2ae;--line:#2c3735;--mark:#4fc4b0;--wash:#17352f;--good:#8fd79a;--goodwash:#173021;box-shadow:0 1px 2px #0006,0 14px 36px -6px #000a}}
@media(prefers-reduced-motion:reduce){.ring{animation:none}.card{transition:none}}
@media(forced-colors:active){.cover{border:1px solid CanvasText;background:Canvas;color:CanvasText}.card{border:2px solid CanvasText}.ring{border-color:Highlight;forced-color-adjust:none;box-shadow:0 0 0 2px Canvas}.bar i{background:GrayText}.bar i.on{background:Highlight}}
`;

  const KEY = 'M14.5 2.5a7 7 0 0 0-6.7 9L2 17.3V22h4.7v-2.4h2.4v-2.4h2.4l1-1a7 7 0 1 0 2-13.7Zm2.3 7.2a1.9 1.9 0 1 1 0-3.8 1.9 1.9 0 0 1 0 3.8Z';
  const TICK = 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm-1.6 14.4-4-4 1.6-1.6 2.4 2.4 5.6-5.6 1.6 1.6-7.2 7.2Z';

  /** @param {string} tag @param {string} [name] @param {...(Node | string)} children */
  const make = (tag, name, ...children) => {
    const el = document.createElement(tag);
    if (name) el.className = name;
    el.append(...children);
    return el;
  };

  /** @param {string} shape */
  const icon = (shape) => {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    path.setAttribute('fill', 'currentColor');
    path.setAttribute('d', shape);
    svg.append(path);
    return svg;
  };

  /** @type {import('./guide-kit').MakeHelper} */
  const makeHelper = (look, refsOf) => {
    /** @type {{card: HTMLElement, covers: HTMLElement, live: HTMLElement, rings: {ring: HTMLElement, el: Element}[], root: ShadowRoot} | null} */
    let parts = null;
    /** @type {HTMLElement | null} */
    let host = null;
    /** @type {Card | null} */
    let card = null;
    /** While the person points at a value: what is pointed at. @type {Element | null | undefined} */
    let pointed;
    /** Where each ring was drawn last. @type {WeakMap<HTMLElement, string>} */
    const places = new WeakMap();
    let announced = '';
    let scrolled = '';
    let settling = 0;
    let still = 0;
    let promoted = 0;
    let pause = 0;
    let promotion = 0;

    const build = () => {
      if (parts) return parts;
      host = document.createElement('keyfob-helper');
      host.popover = 'manual';
      const root = host.attachShadow({ mode: 'closed' });
      try {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(CSS);
        root.adoptedStyleSheets = [sheet];
      } catch {
        // Firefox does not take constructed sheets from a content script.
        root.append(make('style', '', CSS));
      }
      const live = make('div', 'quiet');
      live.setAttribute('role', 'status');
      live.setAttribute('aria-live', 'polite');
      const box = make('div', 'card');
      box.hidden = true;
      box.setAttribute('role', 'group');
      box.setAttribute('aria-label', t('name', 'Keyfob helper'));
      // The values themselves stay readable to a screen reader: it shows nothing.
      const covers = make('div', 'covers');
      covers.setAttribute('aria-hidden', 'true');
      for (const el of [box, live, covers]) {
        el.dir = chrome.i18n?.getMessage('@@bidi_dir') || 'auto';
        el.lang = (chrome.i18n?.getMessage('@@ui_locale') || 'en').replace('_', '-');
      }
      box.dataset['at'] = box.dir === 'rtl' ? 'bl' : 'br';
      root.append(covers, live, box);
      parts = { card: box, covers, live, rings: [], root };
      return parts;
    };

    /** Puts the helper on top of everything, with growing pauses where a page fights for that place. */
    const promote = () => {
      if (!host || promotion) return;
      const now = performance.now();
      pause = now - promoted < 400 + pause ? Math.min(8000, pause * 2 || 16) : 0;
      const up = () => {
        promotion = 0;
        if (!host) return;
        promoted = performance.now();
        try {
          if (!host.isConnected) document.documentElement.append(host);
          if (host.matches(':popover-open')) host.hidePopover();
          host.showPopover();
        } catch {
          // Without a top layer it still stands above by its z-index.
        }
        settle();
      };
      if (pause) promotion = setTimeout(up, pause);
      else up();
    };

    /** @param {string} text */
    const announce = (text) => {
      if (!parts || text === announced) return;
      announced = text;
      parts.live.textContent = text;
      // What stands outside a modal dialog is silent to screen readers: the document then speaks for it.
      const speaker = /** @type {{ariaNotify?: (text: string) => void}} */ (/** @type {unknown} */ (document));
      if (document.querySelector('dialog:modal,[aria-modal=true]')) speaker.ariaNotify?.(text);
    };

    const shortcut = () => (/Mac/.test(navigator.platform) ? '⌥⇧K' : 'Alt+Shift+K');

    const draw = () => {
      const { card: box } = build();
      if (!card) return;
      const step = card.step ? t('step', 'Step $1 of $2', card.step, card.steps) : '';
      const what = card.say || (card.step ? '' : t('unknown', 'This page is not known. Point at the value or select it and use the menu.'));
      const told = [card.title, step, what];
      const top = make('div', 'top', icon(KEY), make('b', '', 'Keyfob'), step);
      const body = [top];
      if (card.step && card.steps > 1 && card.steps <= 24) {
        const bar = make('div', 'bar');
        for (let i = 1; i <= card.steps; i++) bar.append(make('i', i <= card.step ? 'on' : ''));
        body.push(bar);
      }
      body.push(make('p', 'title', card.title));
      if (what) body.push(make('p', 'say', what));
      for (const [label, text] of [[t('account', 'Account: '), card.account], [t('ignore', 'Ignore: '), card.ignore]]) {
        if (!text) continue;
        body.push(make('p', 'more', make('b', '', label ?? ''), text));
        told.push(`${label}${text}`);
      }
      if (card.found.length) {
        const open = card.found.some((one) => !one.kept);
        const list = make('div', open ? 'found' : 'found all');
        for (const one of card.found) {
          const text = t('found', '$1, $2 characters', one.name, one.length);
          const line = make('p', one.kept ? 'kept' : '', icon(one.kept ? TICK : KEY), make('b', '', text));
          if (one.kept) line.append(make('span', '', t('kept', 'Kept')));
          list.append(line);
          told.push(one.kept ? `${text}: ${t('kept', 'Kept')}` : text);
        }
        if (open) {
          const keep = t('keep', 'Press Keep in the Keyfob panel or $1', shortcut());
          list.append(make('em', '', keep));
          told.push(keep);
        }
        body.push(list);
      }
      box.replaceChildren(...body);
      box.hidden = false;
      announce(told.filter(Boolean).join('. '));
    };

    /** What the card points at. */
    const targets = () => {
      /** @type {{el: Element, style: string}[]} */
      const list = [];
      if (pointed !== undefined) return pointed ? [{ el: pointed, style: 'pick' }] : list;
      const refs = card && refsOf(card.revision);
      if (!card || !refs) return list;
      const el = typeof card.ring === 'number' ? refs.landmarks[card.ring]?.deref() : undefined;
      if (el) list.push({ el, style: '' });
      for (const one of card.found) {
        const source = one.kept ? undefined : refs.candidates[one.candidate]?.deref();
        if (source) list.push({ el: source, style: 'value' });
      }
      return list;
    };

    /** @param {Box} a @param {Box} b */
    const overlap = (a, b) => Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

    /** Moves the card to the corner where it covers least of what matters. @param {Box[]} rings */
    const place = (rings) => {
      const box = parts?.card;
      if (!box || box.hidden) return;
      const focus = document.activeElement;
      const keep = rings.map((ring) => ({ ring, weight: 100 }));
      if (focus instanceof HTMLElement && focus !== document.body && look.isField(focus)) keep.push({ ring: focus.getBoundingClientRect(), weight: 20 });
      const dialog = [...document.querySelectorAll(look.DIALOGS)].find((el) => el.checkVisibility())?.getBoundingClientRect();
      if (dialog && dialog.width * dialog.height < 0.7 * innerWidth * innerHeight) keep.push({ ring: dialog, weight: 1 });
      const { offsetWidth: w, offsetHeight: h } = box;
      const now = box.dataset['at'] ?? 'br';
      let best = now;
      let least = Infinity;
      for (const at of [now, 'br', 'bl', 'tr', 'tl']) {
        const left = at[1] === 'l' ? 8 : innerWidth - w - 24;
        const top = at[0] === 't' ? 8 : innerHeight - h - 24;
        const area = { left, top, right: left + w + 16, bottom: top + h + 16 };
        const cost = keep.reduce((sum, { ring, weight }) => sum + weight * overlap(area, ring), 0);
        if (cost < least) {
          least = cost;
          best = at;
        }
      }
      if (best !== now) box.dataset['at'] = best;
    };

    /** Draws the rings where their elements are now; true if something moved. */
    const follow = () => {
      if (!parts) return false;
      let moved = false;
      /** @type {Box[]} */
      const boxes = [];
      const list = targets();
      list.forEach(({ el, style }, i) => {
        let ring = parts?.rings[i]?.ring;
        if (!ring || parts?.rings[i]?.el !== el) {
          // A new target gets a new ring, so that it draws the eye once more.
          ring?.remove();
          ring = make('div', `ring ${style}`);
          ring.setAttribute('aria-hidden', 'true');
          parts?.covers.after(ring);
          if (parts) parts.rings[i] = { ring, el };
        }
        const area = el.isConnected && el.checkVisibility({ visibilityProperty: true }) ? el.getBoundingClientRect() : null;
        const gone = !area || area.width < 2 || area.bottom <= 0 || area.right <= 0 || area.top >= innerHeight || area.left >= innerWidth;
        const box = gone ? '' : `${Math.max(3, area.left - 6)}|${Math.max(3, area.top - 6)}|${Math.min(innerWidth - 3, area.right + 6)}|${Math.min(innerHeight - 3, area.bottom + 6)}`;
        if (area && !gone) boxes.push(area);
        if (places.get(ring) === box) return;
        places.set(ring, box);
        moved = true;
        ring.hidden = gone;
        const [left = 0, top = 0, right = 0, bottom = 0] = box.split('|').map(Number);
        Object.assign(ring.style, { transform: `translate(${left}px,${top}px)`, width: `${right - left}px`, height: `${bottom - top}px` });
      });
      for (const { ring } of parts.rings.splice(list.length)) ring.remove();
      place(boxes);
      return moved;
    };
    /** Follows frame by frame until nothing has moved for a while. */
    const settle = () => {
      still = 0;
      if (settling || !parts || document.hidden) return;
      const next = () => {
        settling = 0;
        if (!parts || document.hidden) return;
        still = follow() ? 0 : still + 1;
        if (still < 20) settling = requestAnimationFrame(next);
      };
      settling = requestAnimationFrame(next);
    };

    /** Brings the target into view, once for each step. */
    const reach = () => {
      const target = targets()[0];
      if (!card || !target) return;
      const step = `${card.step}|${card.say}|${target.style}`;
      if (step === scrolled) return;
      scrolled = step;
      const box = target.el.getBoundingClientRect();
      if (box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth) return;
      const calm = matchMedia('(prefers-reduced-motion:reduce)').matches;
      target.el.scrollIntoView({ block: 'center', inline: 'nearest', behavior: calm ? 'instant' : 'smooth' });
    };

    /** @param {Card} next */
    const show = (next) => {
      const same = JSON.stringify({ ...next, revision: 0, ring: null }) === JSON.stringify({ ...card, revision: 0, ring: null });
      card = next;
      build();
      if (!host?.isConnected) promote();
      if (!same && pointed === undefined) draw();
      reach();
      settle();
    };

    /** Lets the card say how to point, and rings what is pointed at; nothing (`undefined`) brings the step back. @param {Element | null | undefined} el */
    const point = (el) => {
      const before = pointed;
      pointed = el;
      const { card: box } = build();
      if (el === undefined) {
        host?.removeAttribute('picking');
        if (card) draw();
        else box.hidden = true;
      } else if (before === undefined) {
        if (!host?.isConnected) promote();
        host?.setAttribute('picking', '');
        const how = t('pick', 'Click the value. Tab moves, Enter picks, Esc stops.');
        box.replaceChildren(make('div', 'top', icon(KEY), make('b', '', 'Keyfob')), make('p', 'say', how));
        box.hidden = false;
        announce(how);
      }
      settle();
    };

    /** Fades the card while the pointer is over it, so that what lies beneath can be read. @param {PointerEvent} event */
    const hover = (event) => {
      const box = parts?.card;
      if (!box || pointed !== undefined) return;
      const { left, right, top, bottom } = box.getBoundingClientRect();
      box.classList.toggle('under', event.clientX > left && event.clientX < right && event.clientY > top && event.clientY < bottom);
    };

    const remove = () => {
      clearTimeout(promotion);
      cancelAnimationFrame(settling);
      promotion = settling = 0;
      host?.remove();
      host = parts = card = null;
      pointed = undefined;
      announced = scrolled = '';
    };

    return {
      show, point, hover, promote, settle, remove,
      /** @param {Element} el @param {number} length */
      name: (el, length) => announce(t('found', '$1, $2 characters', look.labelOf(el), length)),
      layer: () => {
        const { covers } = build();
        if (!host?.isConnected) promote();
        return covers;
      },
      /** @param {Node | EventTarget | null} node */
      owns: (node) => host !== null && node === host,
      /** Whether the page threw the helper out. */
      lost: () => host !== null && !host.isConnected,
    };
  };

  kit.helper = makeHelper;
})();
