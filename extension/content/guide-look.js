// The eyes of the guide: reads a portal page once and describes it, visible things only.
//
// First of the five scripts that are registered together, in this order: guide-look.js, guide-helper.js,
// guide-pick.js, guide-cover.js, guide.js. They share one global, which the last of them removes when the task ends.
// Nothing is kept between two looks but which fields the person typed into, and nothing is written to the page.
(() => {
  'use strict';

  /** @typedef {import('./guide-kit').Field} Field */
  /** @typedef {import('./guide-kit').Kit} Kit */

  const GUIDE = Symbol.for('keyfob.guide');
  const world = /** @type {Record<symbol, Kit | undefined>} */ (/** @type {unknown} */ (globalThis));
  if (world[GUIDE]) return;

  /** @type {import('../protocol').MAX_LANDMARKS} */ const MAX_LANDMARKS = 400;
  /** @type {import('../protocol').MAX_TEXT} */ const MAX_TEXT = 160;
  /** @type {import('../protocol').MAX_CANDIDATES} */ const MAX_CANDIDATES = 200;
  /** @type {import('../protocol').MAX_CANDIDATE} */ const MAX_CANDIDATE = 4096;
  const MAX_HEADINGS = 60;
  const MAX_CHOICES = 8;

  const encoder = new TextEncoder();
  const room = new Uint8Array(MAX_TEXT);

  /** @param {string} text */
  const bytes = (text) => encoder.encode(text).length;

  /** Cuts to MAX_TEXT bytes of UTF-8, never through a character. @param {string} text */
  const cut = (text) => (text.length * 3 <= MAX_TEXT ? text : text.slice(0, encoder.encodeInto(text, room).read));

  /** Removes what cannot be seen and joins the rest by single spaces. @param {string} text */
  const tidy = (text) => text.replace(/[\u00ad\u200b\u2060\ufeff]/g, '').replace(/\s+/g, ' ').trim();

  const RUN = /[^\s"'`<>,;(){}[\]]{8,}/g;
  // Texts without any of these cannot hold a value and are passed over quickly.
  const LONG = /\S{8}/;
  const HINT = /\d|\S{20}|[*•●∙…]|x{6}|×{6}|\.{4}/i;
  const MASKED = /[*•●∙]{3,}|[x×]{6,}|…|\.{4,}/i;

  /** Whether one run without spaces could be (or mask) an issued value; `strong` where nothing but values stands. @param {string} run @param {boolean} strong */
  const tokenish = (run, strong) =>
    run.length >= 8 &&
    (strong ||
      MASKED.test(run) ||
      (!/^[a-z]+:\/\//i.test(run) &&
        ((/\d/.test(run) && /[a-z]/i.test(run)) ||
          // The number of an app.
          /^\d{12,19}$/.test(run) ||
          (run.length >= 20 && /^\w+$/.test(run) && /[a-z].*[A-Z]/.test(run)))));

  /** Takes long value-like runs out of words that are not secrets by themselves. @param {string} text */
  const scrub = (text) => text.replace(RUN, (run) => (run.length >= 16 && !MASKED.test(run) && tokenish(run, false) ? '…' : run));

  /** A run as it is offered, without what ends a sentence. @param {string} run */
  const clean = (run) => tidy(run).replace(/^[.:!?=]+|[.:!?]+$/g, '');

  /** Whether a run may be (or mask) an issued value, for as long as nobody has judged it. @param {string} run */
  const likely = (run) =>
    /\d/.test(run) && !/^[a-z]+:\/\/|^\/|@/i.test(run) && (MASKED.test(run) || (run.length >= 20 && /[a-z]/i.test(run)));

  // A 53-bit hash, seeded anew in each document: enough to know a text again, useless to guess it from.
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

  /** Digests of a text and of the longer parts of it that could be a value by themselves. @param {string} text */
  const prints = (text) => {
    const whole = clean(text);
    const parts = whole.split(/[\s"'`<>,;(){}[\]=:&?]+/).filter((part) => part !== whole && part.length >= 12 && tokenish(part, false));
    return [whole, ...parts].map(digest);
  };

  /** @param {string} text */
  const say = (text) => cut(scrub(tidy(text)));

  const DIALOGS = 'dialog[open],[role=dialog],[role=alertdialog],[aria-modal=true]';
  const CODE = 'code,pre,samp,kbd';
  const CODES = new Set(CODE.split(','));
  const TITLES = new Set(['h1', 'h2', 'h3', 'h4']);
  const SKIPPED = new Set('script style noscript template iframe object embed canvas video audio head svg keyfob-helper'.split(' '));
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

  /** The parent as it is drawn: through slots and out of shadow roots. @param {Element | Text} el @returns {Element | null} */
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

  /** What else the row of a table says, a line for each part: which of many the button in it belongs to. @param {Element} el @param {Map<Element, string>} known */
  const rowOf = (el, known) => {
    const row = /** @type {HTMLElement | null} */ (el.closest('tr,[role=row]'));
    if (!row) return '';
    const told = known.get(row) ?? row.innerText.split(/[\n\t]/).map(say).filter((line) => line !== '').join('\n').slice(0, MAX_TEXT);
    known.set(row, told);
    return told;
  };

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

  /**
   * The words a landmark shows, a line each, where its name is another: a profile button is named "Profile menu" and
   * shows whose it is.
   * @param {Element} el
   */
  const drawn = (el) => {
    if (!el.hasAttribute('aria-label') && !el.hasAttribute('aria-labelledby')) return '';
    const lines = /** @type {HTMLElement} */ (el).innerText?.split('\n').map(tidy).filter((line) => line !== '') ?? [];
    return lines.map(say).join('\n').slice(0, MAX_TEXT);
  };

  /** What stands for an element in a report or in an announcement. @param {Element} el */
  const labelOf = (el) => say(isField(el) ? nameOf(el) : beside(el));

  /** Whether a field's value may be looked at: not typed, not filled by the browser, not part of a login. @param {HTMLInputElement | HTMLTextAreaElement} el */
  const readable = (el) => {
    const form = el.form ?? el.closest(DIALOGS);
    if (el.readOnly || el.disabled) {
      return el.type !== 'password' || !form?.querySelector('input[type=password]:not([readonly]):not([disabled]),[autocomplete=username],[autocomplete=current-password]');
    }
    if (el.type === 'password' || typed.has(el) || el.matches(':focus,:autofill')) return false;
    if (/username|password|email|one-time-code|name|tel|street|postal|cc-/.test(el.autocomplete)) return false;
    // A form that asks for a new password makes an account; any other with a password is a login.
    return !form?.querySelector('input[type=password]:not([readonly]):not([disabled]):not([autocomplete=new-password])');
  };

  /** What kind of landmark an element is, or nothing. @param {Element} el @param {string | null} role */
  const roleOf = (el, role) => {
    const stated = role === null ? undefined : ROLES[role];
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

  /** @param {Element} el */
  const floats = (el) => {
    const style = getComputedStyle(el);
    return style.position === 'fixed' && Number(style.zIndex) > 0;
  };

  /** An overlay that lies over the middle of the page without saying it is a dialog. */
  const overlay = () => {
    let el = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    for (; el && el !== document.body; el = drawnIn(el)) if (floats(el)) return el.querySelector('main,[role=main]') ? null : el;
    return null;
  };

  /** @param {Element} el */
  const raised = (el) => {
    const style = getComputedStyle(el);
    return style.position !== 'static' && Number(style.zIndex) > 0;
  };

  /** The dialog that keeps everything behind it from being pressed. Some only say that they do: then the page's edges must lie below something as well. */
  const modal = () => {
    const top = [...document.querySelectorAll('dialog:modal,[aria-modal=true]')].filter((el) => seen(el)).at(-1);
    if (!top || top.matches('dialog:modal')) return top;
    // Beside the scroll bars, also those that lie over the page: there is nothing below them.
    const { clientWidth: width, clientHeight: height } = document.documentElement;
    const edges = /** @type {const} */ ([[width / 2, 24], [width / 2, height - 24], [24, height / 2], [width - 24, height / 2]]);
    const lidded = edges.every(([x, y]) => {
      for (let el = document.elementFromPoint(x, y); el; el = drawnIn(el)) if (el.localName === 'keyfob-helper' || raised(el)) return true;
      return false;
    });
    return lidded ? top : undefined;
  };

  /** Keeps at most `max`, the important ones first, in the order of the page. @template {{first: boolean}} T @param {T[]} list @param {number} max */
  const trim = (list, max) => {
    if (list.length <= max) return list;
    let rest = max - Math.min(max, list.filter((one) => one.first).length);
    let best = max;
    return list.filter((one) => (one.first ? best-- > 0 : rest-- > 0)).slice(0, max);
  };

  /** Reads the page once. Nothing is written while it reads, so the browser lays out at most once. @param {(root: ShadowRoot) => void} inside hears of each open shadow root */
  const look = (inside) => {
    /** @type {Map<Element, boolean>} */
    const folded = new Map();
    /** @type {Map<Element, string>} */
    const rows = new Map();
    /** @type {string[]} */
    const headings = [];
    /** @type {import('./guide-kit').Seen<import('../protocol').Landmark>[]} */
    const landmarks = [];
    /** @type {import('./guide-kit').Seen<import('../protocol').Candidate>[]} */
    const candidates = [];
    /** @type {Set<string>} */
    const known = new Set();
    /** @type {Set<Node>} */
    const done = new Set();
    /** @type {Element | null | undefined} */
    let over;
    /** @type {Map<Element, boolean>} */
    const floating = new Map();
    /** Whether something stands in an overlay. What lies in the middle is asked for only where something floats: after a change the browser has to paint to tell. @param {Element} el */
    const lies = (el) => {
      /** @type {Element[]} */
      const path = [];
      let up = /** @type {Element | null} */ (el);
      for (; up && !floating.has(up); up = drawnIn(up)) {
        path.push(up);
        if (floats(up)) break;
      }
      const found = up !== null && (floating.get(up) ?? true);
      for (const one of path) floating.set(one, found);
      if (found && over === undefined) over = overlay();
      return found && (over?.contains(el) ?? false);
    };

    const lid = modal();
    /** Whether the open dialog keeps it from being pressed. What a page opens above the dialog, a list of choices, may be. @param {Element} el */
    const behind = (el) => {
      if (!lid) return false;
      for (let up = /** @type {Element | null} */ (el); up; up = drawnIn(up)) if (up === lid || raised(up)) return false;
      return true;
    };

    /** @param {Element} el @param {string} text @param {boolean} strong @param {string} before */
    const offer = (el, text, strong, before) => {
      if (candidates.length >= MAX_CANDIDATES * 2 || (text.length * 3 > MAX_CANDIDATE && bytes(text) > MAX_CANDIDATE)) return;
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
        const run = clean(found[0]);
        if (tokenish(run, false)) offer(el, run, strong, tidy(text.slice(Math.max(0, found.index - 120), found.index)));
      }
    };

    /** @param {Text} node */
    const text = (node) => {
      const { data, nextSibling: next } = node;
      if (data.length > 200000) return;
      // A value cut by <wbr> or by a framework's neighbouring text nodes is still one value.
      const split = next !== null && (next.nodeType === Node.TEXT_NODE || /** @type {Element} */ (next).localName === 'wbr');
      if (!split && (data.length < 8 || !LONG.test(data))) return;
      const parent = node.parentElement;
      if (!parent || (!split && !CODES.has(parent.localName) && !HINT.test(data))) return;
      const code = parent.closest(CODE);
      if (!code && candidates.length >= MAX_CANDIDATES) return;
      const owner = code ?? ([...parent.children].every((child) => child.localName === 'wbr') ? parent : node);
      if (done.has(owner)) return;
      done.add(owner);
      const whole = owner.textContent ?? '';
      if (!code && !(whole.match(RUN) ?? []).some((run) => tokenish(run, false))) return;
      if (!seen(parent, folded) || /** @type {HTMLElement} */ (parent).isContentEditable) return;
      search(code ?? parent, whole, code !== null);
    };

    /** @param {Element} el @param {string} role @param {boolean} inDialog */
    const landmark = (el, role, inDialog) => {
      const dialog = inDialog || el.closest(DIALOGS) !== null || lies(el);
      if (landmarks.length >= MAX_LANDMARKS * (dialog ? 2 : 1)) return;
      /** @type {Element | undefined} */
      let shown = el;
      if (!seen(el, folded)) {
        // A radio or checkbox is often drawn by its label only.
        shown = role === 'option' && el instanceof HTMLInputElement ? [...(el.labels ?? [])].find((label) => seen(label, folded)) : undefined;
      }
      if (!shown) return;
      const chosen = (el instanceof HTMLInputElement && el.checked) || ['aria-checked', 'aria-selected'].some((name) => el.getAttribute(name) === 'true');
      const empty = role === 'field' ? (isField(el) ? el.value === '' : el.textContent === '') : role === 'option' && !chosen;
      const disabled = el.matches(':disabled') || el.getAttribute('aria-disabled') === 'true' || behind(el);
      const list = el instanceof HTMLSelectElement ? el : null;
      const name = nameOf(el);
      const told = role !== 'field' ? drawn(el) : say(list?.selectedOptions[0]?.text ?? '');
      const row = rowOf(el, rows);
      landmarks.push({ first: dialog, el: shown, item: { role, text: say(name), shown: told, empty, disabled, dialog, row } });
      if (list && list.length <= MAX_CHOICES) {
        // What a short list offers can be asked for like a row of radio buttons.
        for (const one of list.options) {
          landmarks.push({ first: dialog, el: shown, item: { role: 'option', text: say(`${name} ${one.text}`), shown: '', empty: !one.selected, disabled: disabled || one.disabled, dialog, row } });
        }
      }
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
      const { localName, shadowRoot } = el;
      if (SKIPPED.has(localName)) return false;
      if (shadowRoot) {
        inside(shadowRoot);
        walk(shadowRoot, inDialog || el.closest(DIALOGS) !== null);
      }
      const stated = el.getAttribute('role');
      const role = roleOf(el, stated);
      if (role) {
        landmark(el, role, inDialog);
        return !isField(el);
      }
      const title = stated === 'heading' || stated === 'status' || stated === 'alert' || TITLES.has(localName);
      if ((title || localName === 'dialog' || stated === 'dialog' || stated === 'alertdialog') && headings.length < MAX_HEADINGS) {
        const named = title || el.hasAttribute('aria-label') || el.hasAttribute('aria-labelledby');
        const name = named && seen(el, folded) ? say(title ? words(el) : nameOf(el)) : '';
        if (name) headings.push(name);
      }
      return true;
    };

    /** @param {Node} root @param {boolean} inDialog */
    const walk = (root, inDialog) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
      /** @type {Node | null} */
      let node = walker.nextNode();
      while (node) {
        let deeper = true;
        if (node.nodeType === Node.TEXT_NODE) text(/** @type {Text} */ (node));
        else deeper = element(/** @type {Element} */ (node), inDialog);
        if (deeper) {
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
      refs: { landmarks: kept.map(ref), candidates: offered.map(ref), prints: offered.map((one) => prints(one.item.text)) },
    };
  };

  world[GUIDE] = { look: { look, seen, labelOf, readable, isField, drawnIn, bytes, clean, digest, likely, prints, typed, DIALOGS, RUN, TEXT_TYPES, MAX_CANDIDATE } };
})();
