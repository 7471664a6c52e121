// The guide in a provider's portal: tells the background what is on the page, and shows the person what to do next.
//
// In: orders of the background. Out: reports of visible headings, controls and texts that could be an issued value.
// It judges nothing, keeps no value (elements by WeakRef, the last report as a number), and its card and rings are
// display only: nothing in them can be pressed, and no character of a value is ever in them.
(() => {
  'use strict';

  /** @typedef {import('../protocol').Order} Order */
  /** @typedef {import('../protocol').Card} Card */
  /** @typedef {import('../protocol').Report} Report */
  /** @typedef {import('../protocol').PageRequest} PageRequest */
  /** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */
  /** @typedef {{landmarks: WeakRef<Element>[], candidates: WeakRef<Element>[]}} Refs */
  /** @typedef {{left: number, top: number, right: number, bottom: number}} Box */

  const GUARD = Symbol.for('keyfob.guide');
  const world = /** @type {Record<symbol, unknown>} */ (/** @type {unknown} */ (globalThis));
  if (world[GUARD] || window.top !== window) return;
  world[GUARD] = true;

  /** @type {import('../protocol').MAX_LANDMARKS} */ const MAX_LANDMARKS = 400;
  /** @type {import('../protocol').MAX_TEXT} */ const MAX_TEXT = 160;
  /** @type {import('../protocol').MAX_CANDIDATES} */ const MAX_CANDIDATES = 200;
  /** @type {import('../protocol').MAX_CANDIDATE} */ const MAX_CANDIDATE = 4096;
  const MAX_HEADINGS = 60;

  // ---------------------------------------------------------------------------------------------- words and values

  const encoder = new TextEncoder();
  const room = new Uint8Array(MAX_TEXT);

  /** @param {string} text */
  const bytes = (text) => (text.length * 3 <= MAX_TEXT ? text.length : encoder.encode(text).length);

  /** Cuts to MAX_TEXT bytes of UTF-8, never through a character. @param {string} text */
  const cut = (text) => (text.length * 3 <= MAX_TEXT ? text : text.slice(0, encoder.encodeInto(text, room).read));

  /** Removes what cannot be seen and joins the rest by single spaces. @param {string} text */
  const tidy = (text) => text.replace(/[\u00ad\u200b\u2060\ufeff]/g, '').replace(/\s+/g, ' ').trim();

  const RUN = /[^\s"'`<>,;(){}[\]]{8,}/g;
  const MASKED = /[*•●∙]{3,}|[x×]{6,}|…|\.{4,}/i;

  /** Whether one run without spaces could be (or mask) an issued value; `strong` where nothing but values stands. @param {string} run @param {boolean} strong */
  const tokenish = (run, strong) =>
    run.length >= 8 &&
    (strong ||
      MASKED.test(run) ||
      (!/^[a-z]+:\/\//i.test(run) &&
        ((/\d/.test(run) && /[a-z]/i.test(run)) || (run.length >= 20 && /^\w+$/.test(run) && /[a-z].*[A-Z]/.test(run)))));

  /** Takes long value-like runs out of words that are not secrets by themselves. @param {string} text */
  const scrub = (text) => text.replace(RUN, (run) => (run.length >= 16 && !MASKED.test(run) && tokenish(run, false) ? '…' : run));

  /** @param {string} text */
  const say = (text) => cut(scrub(tidy(text)));

  // A 53-bit hash, seeded anew in each document: enough to see a change, useless to guess a value from.
  const seed = crypto.getRandomValues(new Uint32Array(2));
  /** @param {string} text */
  const digest = (text) => {
    let a = seed[0] ?? 0;
    let b = seed[1] ?? 0;
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      a = Math.imul(a ^ c, 2654435761);
      b = Math.imul(b ^ c, 1597334677);
    }
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    return 4294967296 * (2097151 & b) + (a >>> 0);
  };

  // ------------------------------------------------------------------------------------------------- what is there

  const DIALOGS = 'dialog[open],[role=dialog],[role=alertdialog],[aria-modal=true]';
  const CODE = 'code,pre,samp,kbd';
  const SKIPPED = new Set('SCRIPT STYLE NOSCRIPT TEMPLATE IFRAME OBJECT EMBED CANVAS VIDEO AUDIO HEAD svg'.split(' '));
  const CLIPBOARD = ['data-clipboard-text', 'data-copy-text', 'data-copy-value', 'data-copy'];
  const TEXT_TYPES = new Set('text search url email tel number password date'.split(' '));
  /** @type {Record<string, string>} */
  const ROLES = {
    button: 'button', menuitem: 'button', tab: 'button', link: 'link',
    radio: 'option', checkbox: 'option', option: 'option', switch: 'option', menuitemradio: 'option', menuitemcheckbox: 'option',
    textbox: 'field', searchbox: 'field', combobox: 'field',
  };

  /** Fields a person typed into: their values are nobody's business. @type {WeakSet<EventTarget>} */
  const typed = new WeakSet();
  /** @type {HTMLElement | null} */
  let host = null;

  /** The parent as it is drawn: through slots and out of shadow roots. @param {Element} el @returns {Element | null} */
  const drawnIn = (el) => {
    if (el.assignedSlot) return el.assignedSlot;
    const parent = el.parentNode;
    return parent instanceof ShadowRoot ? parent.host : parent instanceof Element ? parent : null;
  };

  /** Whether the person can see it: drawn, not transparent, with a size, on the page, in nothing folded to zero. @param {Element} el @param {Map<Element, boolean>} [folded] */
  const seen = (el, folded = new Map()) => {
    if (!el.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    const box = el.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || box.right + scrollX <= 0 || box.bottom + scrollY <= 0) return false;
    /** @type {Element[]} */
    const path = [];
    let hidden = false;
    for (let up = drawnIn(el); up; up = drawnIn(up)) {
      const known = folded.get(up);
      if (known !== undefined) {
        hidden = known;
        break;
      }
      path.push(up);
      const size = up.getBoundingClientRect();
      if ((size.width < 2 || size.height < 2) && getComputedStyle(up).overflow !== 'visible') {
        hidden = true;
        break;
      }
    }
    for (const up of path) folded.set(up, hidden);
    return !hidden;
  };

  /** Words in a subtree as a person hears them, without what controls hold. @param {Node} top */
  const words = (top) => {
    let out = '';
    let budget = 300;
    /** @param {Node} node @param {number} depth */
    const gather = (node, depth) => {
      if (out.length > 400 || depth > 40 || budget-- < 0) return;
      if (node instanceof Text) {
        out += node.data;
        return;
      }
      if (!(node instanceof Element)) return;
      if (depth) {
        const alt = node.getAttribute('aria-label') ?? node.getAttribute('alt');
        if (node.getAttribute('aria-hidden') === 'true' || /^(script|style|template|input|select|textarea)$/.test(node.localName)) return;
        if (alt !== null) {
          out += ` ${alt} `;
          return;
        }
        if (!node.checkVisibility() && node.localName !== 'slot' && node.localName !== 'title') return;
      }
      const children = node instanceof HTMLSlotElement && node.assignedNodes().length ? node.assignedNodes() : node.childNodes;
      // Words of different blocks are kept apart; inline parts of one word are not.
      const apart = !/^(b|i|em|strong|span|u|a|small|mark|wbr|slot|code)$/.test(node.localName);
      if (apart) out += ' ';
      for (const child of children) gather(child, depth + 1);
      if (apart) out += ' ';
    };
    gather(top, 0);
    return tidy(out);
  };

  /** @param {Element} el @returns {el is Field} */
  const isField = (el) => el instanceof HTMLInputElement || el instanceof HTMLTextAreaElement || el instanceof HTMLSelectElement;

  /** Words that stand next to an element: header cells, the term of a definition, text before it. @param {Element} el */
  const beside = (el) => {
    const cell = el.closest('td');
    if (cell?.parentElement instanceof HTMLTableRowElement) {
      const row = cell.parentElement.querySelector('th');
      const column = cell.closest('table')?.tHead?.rows[0]?.cells[cell.cellIndex];
      const first = cell.parentElement.cells[0];
      const parts = [column, row ?? (first === cell ? null : first)].map((part) => (part ? words(part) : '')).filter(Boolean);
      if (parts.length) return parts.join(', ');
    }
    /** @type {Element | null} */
    let up = el;
    for (let level = 0; up && level < 4 && up !== document.body; level++, up = drawnIn(up)) {
      for (let near = up.previousSibling, tries = 0; near && tries < 4; near = near.previousSibling, tries++) {
        if (near instanceof Element && !near.checkVisibility()) continue;
        const text = words(near);
        if (/\p{L}/u.test(text)) return text;
      }
    }
    return '';
  };

  /** The accessible name, near enough to the standard for finding things by their words. @param {Element} el */
  const nameOf = (el) => {
    const by = el.getAttribute('aria-labelledby');
    const root = /** @type {Document | ShadowRoot} */ (el.getRootNode());
    let name = '';
    if (by && 'getElementById' in root) {
      for (const id of by.split(/\s+/)) {
        const part = root.getElementById(id);
        if (part) name += ` ${words(part)}`;
      }
    }
    name = tidy(name) || tidy(el.getAttribute('aria-label') ?? '');
    if (name) return name;
    if (!isField(el)) return words(el) || el.getAttribute('title') || (el.querySelector('svg title')?.textContent ?? '');
    if (el instanceof HTMLInputElement) {
      if (el.type === 'submit' || el.type === 'button' || el.type === 'reset') return el.value || el.title || (el.type === 'submit' ? 'Submit' : '');
      if (el.type === 'image') return el.alt || el.title;
    }
    for (const label of el.labels ?? []) name += ` ${words(label)}`;
    return tidy(name) || el.title || (el.getAttribute('placeholder') ?? '') || beside(el);
  };

  /** Whether a field's value may be looked at: not typed, not filled by the browser, not part of a login. @param {HTMLInputElement | HTMLTextAreaElement} el */
  const readable = (el) => {
    const form = el.form ?? el.closest(DIALOGS);
    if (el.readOnly || el.disabled) {
      return el.type !== 'password' || !form?.querySelector('input[type=password]:not([readonly]):not([disabled]),[autocomplete=username],[autocomplete=current-password]');
    }
    if (el.type === 'password' || typed.has(el) || el.matches(':focus,:autofill')) return false;
    if (/username|password|email|one-time-code|name|tel|street|postal|cc-/.test(el.autocomplete)) return false;
    return !form?.querySelector('input[type=password]:not([readonly]):not([disabled])');
  };

  /** What kind of landmark an element is, or nothing. @param {Element} el */
  const roleOf = (el) => {
    const stated = el.hasAttribute('role') ? ROLES[el.getAttribute('role') ?? ''] : undefined;
    switch (el.localName) {
      case 'a': return stated ?? (el.hasAttribute('href') || el.hasAttribute('onclick') ? 'link' : '');
      case 'button': return stated ?? 'button';
      case 'summary': return 'button';
      case 'select': case 'textarea': return 'field';
      case 'input': {
        const { type } = /** @type {HTMLInputElement} */ (el);
        if (type === 'radio' || type === 'checkbox') return 'option';
        return TEXT_TYPES.has(type) ? 'field' : /^(submit|button|reset|image)$/.test(type) ? 'button' : '';
      }
      default: return stated ?? '';
    }
  };

  /** An overlay that lies over the middle of the page without saying it is a dialog. */
  const overlay = () => {
    let el = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    for (; el && el !== document.body; el = drawnIn(el)) {
      const style = getComputedStyle(el);
      if (style.position === 'fixed' && Number(style.zIndex) > 0) return el.querySelector('main,[role=main]') ? null : el;
    }
    return null;
  };

  /** Keeps at most `max`, the important ones first, in the order of the page. @template {{first: boolean}} T @param {T[]} list @param {number} max */
  const trim = (list, max) => {
    if (list.length <= max) return list;
    let rest = max - Math.min(max, list.filter((one) => one.first).length);
    let best = max;
    return list.filter((one) => (one.first ? best-- > 0 : rest-- > 0)).slice(0, max);
  };

  /** Reads the page once. Nothing is written while it reads, so the browser lays out at most once. */
  const look = () => {
    /** @type {Map<Element, boolean>} */
    const folded = new Map();
    /** @type {string[]} */
    const headings = [];
    /** @type {{first: boolean, el: Element, item: import('../protocol').Landmark}[]} */
    const landmarks = [];
    /** @type {{first: boolean, el: Element, item: import('../protocol').Candidate}[]} */
    const candidates = [];
    /** @type {Set<string>} */
    const known = new Set();
    /** @type {Set<Node>} */
    const done = new Set();
    const over = overlay();

    /** @param {Element} el @param {string} text @param {boolean} strong @param {string} before */
    const offer = (el, text, strong, before) => {
      if (candidates.length >= MAX_CANDIDATES * 4 || bytes(text) > MAX_CANDIDATE) return;
      const near = /\p{L}{2}/u.test(before) ? before : isField(el) ? nameOf(el) : (el.getAttribute('aria-label') ?? beside(el));
      const label = say((near || headings.at(-1) || '').slice(-MAX_TEXT));
      // The same value drawn and held by its Copy button counts once.
      const key = `${label}\n${text}`;
      if (known.has(text) && !isField(el)) return;
      if (known.has(key)) return;
      known.add(text).add(key);
      candidates.push({ first: strong, el, item: { text, label } });
    };

    /** @param {Element} el @param {string} text @param {boolean} strong */
    const search = (el, text, strong) => {
      const whole = tidy(text);
      if (strong && !whole.includes(' ')) {
        if (tokenish(whole, true)) offer(el, whole, true, '');
        return;
      }
      for (const found of text.matchAll(RUN)) {
        const run = tidy(found[0]).replace(/^[.:!?=]+|[.:!?]+$/g, '');
        if (tokenish(run, false)) offer(el, run, strong, tidy(text.slice(Math.max(0, found.index - 120), found.index)));
      }
    };

    /** @param {Text} node */
    const text = (node) => {
      const parent = node.parentElement;
      if (node.length < 8 || !parent || node.length > 200000 || !/[^\s]{8}/.test(node.data)) {
        if (!parent || !parent.querySelector(':scope > wbr')) return;
      }
      const code = parent.closest(CODE);
      // A value cut by <wbr> or by a framework's neighbouring text nodes is still one value.
      const owner = code ?? (parent.firstElementChild === null || parent.querySelector(':scope > :not(wbr)') === null ? parent : node);
      if (done.has(owner)) return;
      done.add(owner);
      const whole = owner.textContent ?? '';
      if (!code && !(whole.match(RUN) ?? []).some((run) => tokenish(run, false))) return;
      if (!seen(parent, folded) || /** @type {HTMLElement} */ (parent).isContentEditable) return;
      search(code ?? parent, whole, code !== null);
    };

    /** @param {Element} el @param {string} role @param {boolean} inDialog */
    const landmark = (el, role, inDialog) => {
      if (landmarks.length >= MAX_LANDMARKS * 4) return;
      /** @type {Element | undefined} */
      let shown = el;
      if (!seen(el, folded)) {
        // A radio or checkbox is often drawn by its label only.
        shown = role === 'option' && el instanceof HTMLInputElement ? [...(el.labels ?? [])].find((label) => seen(label, folded)) : undefined;
      }
      if (!shown) return;
      const dialog = inDialog || el.closest(DIALOGS) !== null || (over?.contains(el) ?? false);
      const chosen = (el instanceof HTMLInputElement && el.checked) || ['aria-checked', 'aria-selected'].some((name) => el.getAttribute(name) === 'true');
      const empty = role === 'field' ? (isField(el) ? el.value === '' : el.textContent === '') : role === 'option' && !chosen;
      const disabled = el.matches(':disabled') || el.getAttribute('aria-disabled') === 'true';
      landmarks.push({ first: dialog, el: shown, item: { role, text: say(nameOf(el)), empty, disabled, dialog } });
      if ((el instanceof HTMLInputElement || el instanceof HTMLTextAreaElement) && role === 'field' && el.value.length >= 8 && readable(el)) {
        search(el, el.value, el.readOnly || el.disabled);
      }
      for (const name of CLIPBOARD) {
        const held = el.getAttribute(name);
        if (held) search(el, held, tokenish(held.trim(), false));
      }
    };

    /** @param {Element} el @param {boolean} inDialog @returns {boolean} whether to look inside */
    const element = (el, inDialog) => {
      if (el === host || SKIPPED.has(el.tagName)) return false;
      if (el.shadowRoot) {
        watch(el.shadowRoot);
        walk(el.shadowRoot, inDialog || el.closest(DIALOGS) !== null);
      }
      const role = roleOf(el);
      if (role) {
        landmark(el, role, inDialog);
        return !isField(el);
      }
      if (headings.length < MAX_HEADINGS) {
        const stated = el.getAttribute('role');
        const title = /^H[1-4]$/.test(el.tagName) || stated === 'heading';
        const dialog = el.tagName === 'DIALOG' || stated === 'dialog' || stated === 'alertdialog';
        if ((title || (dialog && (el.hasAttribute('aria-label') || el.hasAttribute('aria-labelledby')))) && seen(el, folded)) {
          const name = say(title ? words(el) : nameOf(el));
          if (name) headings.push(name);
        }
      }
      return true;
    };

    /** @param {Node} root @param {boolean} inDialog */
    const walk = (root, inDialog) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
      /** @type {Node | null} */
      let node = walker.nextNode();
      while (node) {
        let inside = true;
        if (node instanceof Text) text(node);
        else inside = element(/** @type {Element} */ (node), inDialog);
        if (inside) {
          node = walker.nextNode();
        } else {
          node = walker.nextSibling();
          while (!node && walker.parentNode()) node = walker.nextSibling();
        }
      }
    };

    if (document.body) walk(document.body, false);
    const kept = trim(landmarks, MAX_LANDMARKS);
    const offered = trim(candidates, MAX_CANDIDATES);
    /** @param {{el: Element}} one */
    const ref = (one) => new WeakRef(one.el);
    return {
      report: {
        language: cut(document.documentElement.lang),
        headings,
        landmarks: kept.map((one) => one.item),
        candidates: offered.map((one) => one.item),
      },
      refs: { landmarks: kept.map(ref), candidates: offered.map(ref) },
    };
  };

  // ------------------------------------------------------------------------------------------- reporting on changes

  let nonce = '';
  let revision = 0;
  let sent = -1;
  let busy = false;
  let failures = 0;
  let timer = 0;
  let frame = 0;
  let poll = 0;
  let last = 0;
  let first = 0;
  let lengths = '';
  /** The elements of the last reports, by revision. @type {Map<number, Refs>} */
  const elements = new Map();
  /** @type {AbortController | null} */
  let life = null;
  /** @type {MutationObserver | null} */
  let observer = null;
  /** @type {WeakSet<Node>} */
  let watched = new WeakSet();

  /** @param {Node} root */
  const watch = (root) => {
    if (!observer || watched.has(root)) return;
    watched.add(root);
    observer.observe(root, {
      childList: true, subtree: true, characterData: true, attributes: true,
      attributeFilter: ['hidden', 'disabled', 'readonly', 'value', 'type', 'open', 'lang', 'role', 'class', 'style',
        'aria-expanded', 'aria-hidden', 'aria-disabled', 'aria-checked', 'aria-selected', 'aria-label'],
    });
  };

  /** Looks again after things have settled: 120 ms after the last change, at most four times a second. @param {boolean} [slow] only looks changed */
  const schedule = (slow = false) => {
    if (!life || document.hidden) return;
    const now = performance.now();
    first ||= now;
    const due = Math.max(last + (slow ? 1000 : 250), Math.min(now + 120, first + 500));
    clearTimeout(timer);
    timer = setTimeout(() => {
      frame = requestAnimationFrame(() => void tell());
    }, due - now);
  };

  /** Values that a page sets from a script make no event: their lengths are compared once a second. */
  const measure = () => {
    let out = '';
    for (const ref of elements.get(revision)?.landmarks ?? []) {
      const el = ref.deref();
      if (el && isField(el)) out += `${el.value.length},`;
    }
    return out;
  };

  /** @param {PageRequest} page @returns {Promise<any>} */
  const send = (page) => chrome.runtime.sendMessage({ page });

  const tell = async () => {
    if (!life || document.hidden || picking) return;
    if (busy) return schedule();
    last = performance.now();
    first = 0;
    const { report, refs } = look();
    const mark = digest(`${location.href}\n${JSON.stringify(report)}`);
    // An equal page may still consist of new elements (a re-render): the rings move over to them.
    if (mark !== sent) revision++;
    elements.set(revision, refs);
    elements.delete(revision - 4);
    lengths = measure();
    if (mark === sent) return settle();
    busy = true;
    sent = mark;
    try {
      const answer = await send({ type: 'report', nonce, report: { revision, ...report } });
      failures = 0;
      busy = false;
      obey(answer);
    } catch {
      busy = false;
      sent = -1;
      // The background may be starting anew; an extension that was updated or removed never answers again.
      if (!chrome.runtime?.id || ++failures > 4) end();
      else timer = setTimeout(() => void tell(), 250 * 2 ** failures);
    }
  };

  /** @param {MutationRecord[]} records */
  const changed = (records) => {
    const real = records.filter((record) => !(record.type === 'childList' && [...record.addedNodes, ...record.removedNodes].every((node) => node === host)));
    if (!real.length) {
      if (host && !host.isConnected) promote();
      return;
    }
    if (host && (!host.isConnected || real.some((record) => record.attributeName === 'open'))) promote();
    schedule(real.every((record) => record.attributeName === 'class' || record.attributeName === 'style'));
    settle();
  };

  // ------------------------------------------------------------------------------------------------------ the helper

  /** @param {string} key @param {string} english @param {...(string | number)} args */
  const t = (key, english, ...args) => {
    const values = args.map(String);
    return chrome.i18n?.getMessage(`helper_${key}`, values) || english.replace(/\$(\d)/g, (_, n) => values[n - 1] ?? '');
  };

  const CSS = `
:host{all:initial!important;position:fixed!important;inset:0!important;display:block!important;width:100vw!important;height:100vh!important;max-width:none!important;max-height:none!important;margin:0!important;padding:0!important;border:0!important;background:none!important;overflow:hidden!important;pointer-events:none!important;z-index:2147483647!important;color-scheme:light dark!important}
:host([picking]){pointer-events:auto!important;cursor:crosshair!important}
*{box-sizing:border-box;margin:0}
.card{--paper:#fff;--ink:#16202b;--soft:#54616f;--line:#dfe4ea;--mark:#0b6bcb;--wash:#eef5fd;--good:#0b7a4b;--goodwash:#e9f6ef;position:absolute;width:min(340px,100vw - 24px);max-height:calc(100vh - 24px);overflow:hidden;padding:14px 16px 16px;border:1px solid var(--line);border-radius:14px;background:var(--paper);color:var(--ink);font:400 14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;box-shadow:0 1px 2px #0f172a1a,0 12px 32px -6px #0f172a47;overflow-wrap:anywhere;transition:opacity .15s}
.card.under{opacity:.18}
.card[data-at^=b]{bottom:16px}.card[data-at^=t]{top:16px}.card[data-at$=r]{right:16px}.card[data-at$=l]{left:16px}
@media(max-width:480px){.card{right:12px!important;left:12px!important;width:auto}.card[data-at^=b]{bottom:12px}.card[data-at^=t]{top:12px}}
.top{display:flex;align-items:center;gap:8px;color:var(--soft);font-size:12px;line-height:1.3}
.top b{flex:1;min-width:0;font-weight:600;color:var(--ink);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.top svg{flex:none;width:18px;height:18px;color:var(--mark)}
.bar{display:flex;gap:3px;margin:10px 0 12px}
.bar i{flex:1;height:3px;border-radius:2px;background:var(--line)}.bar i.on{background:var(--mark)}
.say{font-size:15px;line-height:1.4;font-weight:600}
.more{margin-top:8px;color:var(--soft);font-size:13px}.more b{font-weight:600;color:var(--ink)}
.found{margin-top:10px;padding:9px 11px;border-radius:9px;background:var(--wash);font-size:13px}
.found p{display:flex;gap:8px;align-items:center}.found p+p{margin-top:4px}.found svg{flex:none;width:15px;height:15px;color:var(--mark)}.found b{font-weight:600}
.found em{display:block;margin-top:4px;padding-inline-start:23px;font-style:normal;color:var(--soft)}
.found .kept svg{color:var(--good)}.found.all{background:var(--goodwash)}
.found .kept span{margin-inline-start:auto;color:var(--good);font-weight:600}
.ring{position:absolute;top:0;left:0;border:3px solid #0b6bcb;border-radius:8px;box-shadow:0 0 0 2px #fff,inset 0 0 0 1px #fff,0 0 0 7px #0b6bcb38}
.ring.value{border-color:#0b7a4b;box-shadow:0 0 0 2px #fff,inset 0 0 0 1px #fff,0 0 0 7px #0b7a4b38}
.ring.new{animation:come .9s ease-out 2}
.ring.pick{border-style:dashed;background:#0b6bcb1f;box-shadow:0 0 0 2px #fff}
@keyframes come{0%{outline:0 solid #0b6bcb99;outline-offset:0}100%{outline:3px solid #0b6bcb00;outline-offset:16px}}
.quiet{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
[hidden]{display:none}
@media(prefers-color-scheme:dark){.card{--paper:#1a212b;--ink:#eef2f6;--soft:#a7b3c0;--line:#333e4b;--mark:#6db3ff;--wash:#22303f;--good:#5fd39b;--goodwash:#1c3329;box-shadow:0 1px 2px #0006,0 14px 36px -6px #000a}}
@media(prefers-reduced-motion:reduce){.ring.new{animation:none}.card{transition:none}}
@media(forced-colors:active){.card{border:2px solid CanvasText}.ring{border-color:Highlight;forced-color-adjust:none;box-shadow:0 0 0 2px Canvas}.bar i{background:GrayText}.bar i.on{background:Highlight}}
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

  /** @type {{card: HTMLElement, live: HTMLElement, rings: HTMLElement[], root: ShadowRoot} | null} */
  let parts = null;
  /** @type {Card | null} */
  let card = null;
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
    for (const el of [box, live]) {
      el.dir = chrome.i18n?.getMessage('@@bidi_dir') || 'auto';
      el.lang = (chrome.i18n?.getMessage('@@ui_locale') || 'en').replace('_', '-');
    }
    box.dataset['at'] = box.dir === 'rtl' ? 'bl' : 'br';
    root.append(live, box);
    parts = { card: box, live, rings: [], root };
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

  const shortcut = () => (/Mac/.test(navigator.platform) ? '⌘⇧L' : 'Ctrl+Shift+L');

  const draw = () => {
    const { card: box } = build();
    if (!card) return;
    const step = card.step ? t('step', 'Step $1 of $2', card.step, card.steps) : '';
    const what = card.say || (card.step ? '' : t('unknown', 'This page is not known. Point at the value or select it and use the menu.'));
    const told = [card.title, step, what];
    const top = make('div', 'top', icon(KEY), make('b', '', card.title), step);
    const body = [top];
    if (card.step && card.steps > 1 && card.steps <= 24) {
      const bar = make('div', 'bar');
      for (let i = 1; i <= card.steps; i++) bar.append(make('i', i <= card.step ? 'on' : ''));
      body.push(bar);
    } else {
      top.style.marginBottom = '10px';
    }
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
    /** @type {{el: Element, look: string}[]} */
    const list = [];
    if (picking) return picking.at ? [{ el: picking.at, look: 'pick' }] : list;
    const refs = card && elements.get(card.revision);
    if (!card || !refs) return list;
    const el = typeof card.ring === 'number' ? refs.landmarks[card.ring]?.deref() : undefined;
    if (el) list.push({ el, look: '' });
    for (const one of card.found) {
      const source = one.kept ? undefined : refs.candidates[one.candidate]?.deref();
      if (source) list.push({ el: source, look: 'value' });
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
    if (focus instanceof HTMLElement && focus !== document.body && isField(focus)) keep.push({ ring: focus.getBoundingClientRect(), weight: 20 });
    const dialog = [...document.querySelectorAll(DIALOGS)].find((el) => el.checkVisibility())?.getBoundingClientRect();
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
    list.forEach(({ el, look: style }, i) => {
      let ring = parts?.rings[i];
      if (!ring) {
        ring = make('div', 'ring');
        ring.setAttribute('aria-hidden', 'true');
        parts?.root.prepend(ring);
        parts?.rings.push(ring);
      }
      const area = el.isConnected && el.checkVisibility({ visibilityProperty: true }) ? el.getBoundingClientRect() : null;
      const gone = !area || area.width < 2 || area.bottom <= 0 || area.right <= 0 || area.top >= innerHeight || area.left >= innerWidth;
      const box = gone ? '' : `${Math.max(3, area.left - 6)}|${Math.max(3, area.top - 6)}|${Math.min(innerWidth - 3, area.right + 6)}|${Math.min(innerHeight - 3, area.bottom + 6)}`;
      if (ring.className !== `ring new ${style}`) ring.className = `ring new ${style}`;
      if (area && !gone) boxes.push(area);
      if (places.get(ring) === box) return;
      places.set(ring, box);
      moved = true;
      ring.hidden = gone;
      const [left = 0, top = 0, right = 0, bottom = 0] = box.split('|').map(Number);
      Object.assign(ring.style, { transform: `translate(${left}px,${top}px)`, width: `${right - left}px`, height: `${bottom - top}px` });
    });
    for (const ring of parts.rings.splice(list.length)) ring.remove();
    place(boxes);
    return moved;
  };
  /** @type {WeakMap<HTMLElement, string>} */
  const places = new WeakMap();

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
    const step = `${card.step}|${card.say}|${target.look}`;
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
    if (!same && !picking) draw();
    reach();
    settle();
  };

  // ----------------------------------------------------------------------------------------------- pointing at a value

  /** @type {{at: Element | null, stop: AbortController} | null} */
  let picking = null;

  /** What a person points at, as text; empty where there is nothing to take. @param {Element} el */
  const textOf = (el) => {
    if (el instanceof HTMLInputElement || el instanceof HTMLTextAreaElement) {
      return el instanceof HTMLInputElement && (!TEXT_TYPES.has(el.type) || (el.type === 'password' && !readable(el))) ? '' : el.value.trim();
    }
    const text = el instanceof HTMLElement ? el.innerText.trim() : '';
    return bytes(text) <= MAX_CANDIDATE ? text : '';
  };

  /** The innermost element under a point that is not ours. @param {number} x @param {number} y */
  const under = (x, y) => {
    /** @type {Document | ShadowRoot} */
    let root = document;
    for (;;) {
      /** @type {Element | undefined} */
      const el = root.elementsFromPoint(x, y).find((one) => one !== host);
      if (!el?.shadowRoot || el.shadowRoot === root) return el && el !== document.body && el !== document.documentElement ? el : null;
      root = el.shadowRoot;
    }
  };

  const stopPick = () => {
    picking?.stop.abort();
    picking = null;
    host?.removeAttribute('picking');
    if (card) draw();
    else if (parts) parts.card.hidden = true;
    settle();
  };

  /** @param {string} text @param {string} label */
  const picked = async (text, label) => {
    stopPick();
    try {
      obey(await send({ type: 'picked', nonce, text, label }));
    } catch {
      if (!chrome.runtime?.id) end();
    }
    schedule();
  };

  const take = () => {
    const el = picking?.at;
    const text = el ? textOf(el) : '';
    if (el && text) void picked(text, say(isField(el) ? nameOf(el) : beside(el)));
  };

  /** @param {number} way */
  const nextPick = (way) => {
    const refs = elements.get(revision);
    const list = [...(refs?.candidates ?? []), ...(refs?.landmarks ?? [])].map((ref) => ref.deref())
      .filter((el, i, all) => el !== undefined && all.indexOf(el) === i && (i < (refs?.candidates.length ?? 0) || isField(el)) && textOf(el) !== '');
    const now = picking?.at ? list.indexOf(picking.at) : -1;
    const el = list[(now + way + (now < 0 && way < 0 ? 1 : 0) + list.length) % list.length];
    if (!el || !picking) return;
    picking.at = el;
    el.scrollIntoView({ block: 'nearest' });
    announce(t('found', '$1, $2 characters', say(isField(el) ? nameOf(el) : beside(el)), textOf(el).length));
    settle();
  };

  const pick = () => {
    if (picking) return;
    const { card: box } = build();
    const stop = new AbortController();
    picking = { at: null, stop };
    if (!host?.isConnected) promote();
    host?.setAttribute('picking', '');
    const how = t('pick', 'Click the value. Tab moves, Enter picks, Esc stops.');
    box.replaceChildren(make('div', 'top', icon(KEY), make('b', '', card?.title ?? 'Keyfob')), make('p', 'say', how));
    box.hidden = false;
    announce(how);
    window.focus();
    const options = { capture: true, passive: false, signal: stop.signal };
    /** @param {Event} event */
    const hold = (event) => {
      if (!event.isTrusted) return false;
      event.preventDefault();
      event.stopImmediatePropagation();
      return true;
    };
    window.addEventListener('pointermove', (event) => {
      if (!hold(event) || !picking) return;
      const el = under(event.clientX, event.clientY);
      picking.at = el && textOf(el) ? el : null;
      settle();
    }, options);
    for (const name of ['pointerdown', 'pointerup', 'mousedown', 'mouseup', 'mousemove', 'touchstart', 'touchend', 'auxclick', 'dblclick', 'contextmenu', 'keyup', 'keypress']) {
      window.addEventListener(name, hold, options);
    }
    window.addEventListener('click', (event) => {
      if (!hold(event) || !picking) return;
      const el = under(event.clientX, event.clientY);
      if (el && textOf(el)) picking.at = el;
      take();
    }, options);
    window.addEventListener('keydown', (event) => {
      if (!hold(event)) return;
      if (event.key === 'Escape') void picked('', '');
      else if (event.key === 'Enter') take();
      else if (event.key === 'Tab') nextPick(event.shiftKey ? -1 : 1);
    }, options);
    settle();
  };

  // ----------------------------------------------------------------------------------------------------------- orders

  /** Writes the proposed label as a person would. @param {Extract<Order, {type: 'write'}>} order @returns {{ok: true} | {error: string}} */
  const write = (order) => {
    const el = elements.get(order.revision)?.landmarks[order.landmark]?.deref();
    const area = el instanceof HTMLTextAreaElement;
    if (!el?.isConnected || !(area || el instanceof HTMLInputElement) || el.readOnly || el.disabled || !seen(el)) return { error: 'changed' };
    if (!area && (!TEXT_TYPES.has(el.type) || el.type === 'password')) return { error: 'changed' };
    const text = el.maxLength > 0 ? order.text.slice(0, el.maxLength) : order.text;
    el.focus({ preventScroll: true });
    // The prototype's setter: frameworks put one of their own on the element and would not see the change.
    Object.getOwnPropertyDescriptor(area ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype, 'value')?.set?.call(el, text);
    el.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, inputType: 'insertText', data: text }));
    el.dispatchEvent(new Event('change', { bubbles: true }));
    schedule();
    return el.value === text ? { ok: true } : { error: 'changed' };
  };

  /** @param {Order | {error: string} | undefined} order @returns {{ok: true} | {error: string}} */
  const obey = (order) => {
    if (!order || 'error' in order || order.type === 'end') {
      end();
      return { ok: true };
    }
    if (order.type === 'begin') {
      nonce = order.nonce;
      begin();
      return { ok: true };
    }
    if (!life || order.nonce !== nonce) return { error: 'changed' };
    if (order.type === 'show') show(order.card);
    else if (order.type === 'write') return write(order);
    else if (order.type === 'pick') pick();
    return { ok: true };
  };

  /** @param {any} message @param {chrome.runtime.MessageSender} sender @param {(answer: unknown) => void} answer */
  const heard = (message, sender, answer) => {
    if (sender.id !== chrome.runtime.id || sender.tab || !message?.order) return;
    answer(obey(message.order));
  };

  const begin = () => {
    sent = -1;
    if (life) return schedule();
    life = new AbortController();
    const { signal } = life;
    const passive = { capture: true, passive: true, signal };
    observer = new MutationObserver(changed);
    watched = new WeakSet();
    watch(document);
    /** @param {Event} event */
    const edited = (event) => {
      const el = event.composedPath()[0];
      if (event.isTrusted && el) typed.add(el);
      schedule();
    };
    document.addEventListener('input', edited, passive);
    document.addEventListener('change', () => schedule(), passive);
    document.addEventListener('toggle', (event) => {
      if (event.target !== host && /** @type {ToggleEvent} */ (event).newState === 'open') promote();
    }, passive);
    document.addEventListener('fullscreenchange', promote, passive);
    for (const name of ['scroll', 'resize', 'transitionrun', 'animationstart', 'load', 'focusin']) window.addEventListener(name, settle, passive);
    for (const name of ['popstate', 'hashchange']) window.addEventListener(name, () => schedule(), { signal });
    const pages = /** @type {{navigation?: EventTarget}} */ (/** @type {unknown} */ (window)).navigation;
    pages?.addEventListener('currententrychange', () => schedule(), { signal });
    window.addEventListener('pointermove', (event) => {
      const box = parts?.card;
      if (!box || picking) return;
      const area = box.getBoundingClientRect();
      box.classList.toggle('under', event.clientX > area.left && event.clientX < area.right && event.clientY > area.top && event.clientY < area.bottom);
    }, passive);
    document.addEventListener('visibilitychange', () => {
      schedule();
      settle();
    }, { signal });
    poll = setInterval(() => {
      if (!chrome.runtime?.id) end();
      else if (!document.hidden && measure() !== lengths) schedule();
    }, 1000);
    void tell();
  };

  /** Stops and takes everything away; the page is as it was. */
  const rest = () => {
    picking?.stop.abort();
    picking = null;
    life?.abort();
    life = null;
    observer?.disconnect();
    observer = null;
    for (const id of [timer, promotion]) clearTimeout(id);
    clearInterval(poll);
    for (const id of [frame, settling]) cancelAnimationFrame(id);
    timer = promotion = poll = frame = settling = 0;
    host?.remove();
    host = parts = card = null;
    announced = scrolled = lengths = nonce = '';
    elements.clear();
    busy = false;
    sent = -1;
  };

  const whole = new AbortController();
  const end = () => {
    rest();
    whole.abort();
    try {
      chrome.runtime.onMessage.removeListener(heard);
    } catch {
      // The extension is gone, and its listener with it.
    }
    // A later task in this document may inject the script again.
    delete world[GUARD];
  };

  const hello = async () => {
    try {
      const answer = await send({ type: 'hello' });
      if (answer?.type === 'begin') obey(answer);
      else end();
    } catch {
      end();
    }
  };

  chrome.runtime.onMessage.addListener(heard);
  window.addEventListener('pagehide', rest, { signal: whole.signal });
  // A page that comes back by the Back button is asked for anew; its old task is over.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) void hello();
  }, { signal: whole.signal });
  void hello();
})();
