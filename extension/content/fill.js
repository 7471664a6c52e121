// @ts-check
/**
 * Sets the confirmed values in the controls of the last snapshot, as a person would, and says what became of each.
 * Injected right before a confirmed fill into the planned document; obeys one order, and for ten minutes one to undo it,
 * then is gone. It touches nothing but the controls it was told, and never sends a form.
 * long: one injection into one document; it cannot import.
 */

/**
 * @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} FillElement
 * @typedef {{index: number, name: string, id: string, value: string, open: boolean}} FillValue
 * @typedef {{nonce: string, values: FillValue[]}} FillOrder
 * @typedef {{nonce: string}} UndoOrder
 * @typedef {{index: number, filled: boolean, why: string, kept: boolean}} FillResult
 * @typedef {{refused: string, results: FillResult[]}} FillReport
 * @typedef {{el: WeakRef<FillElement>, is: string, form: WeakRef<HTMLFormElement> | null}} Planned
 * @typedef {{
 *   nonce: string, url: string, controls: Planned[], judge: () => (el: Element) => string, address: () => string,
 *   identity: (el: FillElement) => string
 * }} Described
 * @typedef {{id?: string, tab?: object}} Sender
 * @typedef {() => string} Back puts back what was there; answers why not, or ''
 * @typedef {{index: number, el: FillElement, print: string, back: Back | null}} Memory
 * @typedef {(message: {fill?: FillOrder, undo?: UndoOrder}, sender: Sender, answer: (report: FillReport) => void) => boolean | undefined} Listener
 * @typedef {{id: string, onMessage: {addListener(l: Listener): void, removeListener(l: Listener): void}}} Runtime
 * @typedef {{x: number, y: number}} Point
 */

(() => {
  const KEY = Symbol.for('keyfob.snapshot');
  const MAX_VALUES = 50;
  /** How long a fill can be undone, in milliseconds. */
  const UNDO_FOR = 600_000;
  /** @type {Record<symbol, any>} */
  const globals = /** @type {any} */ (globalThis);
  const { chrome } = /** @type {{chrome?: {runtime?: Runtime, dom?: {openOrClosedShadowRoot(el: Element): ShadowRoot | null}}}} */ (
    /** @type {any} */ (globalThis)
  );
  const runtime = chrome?.runtime;
  // The page itself and nothing in it: no frame, and no document that the page's own server has cut off (sandbox).
  if (!runtime || window.top !== window || window.origin === 'null') return;

  // A page can name a form or a field after a method of document or form (`<img name="elementFromPoint">`), and the
  // name then wins, in this world too. The prototypes cannot be shadowed.
  const { contains, getRootNode } = Node.prototype;
  const { getBoundingClientRect, matches } = Element.prototype;
  /** @param {object} of @param {string} name @returns {(of: object) => any} */
  const getter = (of, name) => {
    const get = Object.getOwnPropertyDescriptor(of, name)?.get;
    return (el) => get?.call(el);
  };
  const shadowOf = getter(Element.prototype, 'shadowRoot');
  const focused = { document: getter(Document.prototype, 'activeElement'), shadow: getter(ShadowRoot.prototype, 'activeElement') };
  const rootElement = getter(Document.prototype, 'documentElement');

  /** @param {Document | ShadowRoot} root */
  const of = (root) => (root instanceof ShadowRoot ? ShadowRoot.prototype : Document.prototype);
  /** @param {Document | ShadowRoot} root @param {Point} at @returns {Element[]} */
  const stack = (root, { x, y }) => of(root).elementsFromPoint.call(root, x, y);
  /** @param {Element} el */
  const box = (el) => /** @type {DOMRect} */ (getBoundingClientRect.call(el));

  /** A shadow root, closed ones too where the browser lets an extension look. @param {Element} el @returns {ShadowRoot | null} */
  const inside = (el) => {
    const open = shadowOf(el);
    // Built-in elements with insides of their own have none to show; only these can be given one, and only HTML.
    if (open || !(el instanceof HTMLElement) || !/-|^(article|aside|blockquote|body|div|footer|h[1-6]|header|main|nav|p|section|span)$/.test(el.localName)) return open;
    return chrome?.dom?.openOrClosedShadowRoot?.(el) ?? /** @type {any} */ (el).openOrClosedShadowRoot ?? null;
  };

  /** What lies at a point, through shadow roots. @param {Point} at */
  const top = (at) => {
    let hit = stack(document, at)[0];
    for (let inner = hit && inside(hit); inner; inner = hit && inside(hit)) {
      const next = stack(inner, at)[0];
      if (!next || next === hit) break;
      hit = next;
    }
    return hit;
  };

  /** All elements and the roots they stand in. @param {Document | ShadowRoot} root @param {{roots: (Document | ShadowRoot)[], all: Element[]}} found */
  const everything = (root, found = { roots: [], all: [] }) => {
    found.roots.push(root);
    for (const el of /** @type {NodeListOf<Element>} */ (of(root).querySelectorAll.call(root, '*'))) {
      found.all.push(el);
      const within = inside(el);
      if (within) everything(within, found);
    }
    return found;
  };

  /** @param {string} color */
  const opaque = (color) => {
    const alpha = /[,/]\s*([\d.]+)(%?)\)$/.exec(color);
    if (color.startsWith('rgb(') || !alpha) return color !== 'transparent';
    return Number(alpha[1]) / (alpha[2] ? 100 : 1) > 0.1;
  };

  /** Whether an element or a pseudo-element hides what is behind it. @param {Element} el @param {string} [pseudo] */
  const paints = (el, pseudo) => {
    const style = getComputedStyle(el, pseudo);
    if (pseudo && style.content === 'none') return false;
    if (style.visibility !== 'visible' || style.display === 'none' || Number(style.opacity) < 0.1) return false;
    const border = Math.max(parseFloat(style.borderTopWidth), parseFloat(style.borderLeftWidth), parseFloat(style.borderBottomWidth));
    return (
      opaque(style.backgroundColor) ||
      style.backgroundImage !== 'none' ||
      style.backdropFilter !== 'none' ||
      (border >= 8 && opaque(style.borderTopColor)) ||
      style.boxShadow.includes('inset') ||
      (pseudo ? /url|gradient/.test(style.content) : /^(img|canvas|video|iframe|svg|object|embed)$/.test(el.localName))
    );
  };

  /** How far an element is painted beyond its box, where that hides what is there. @param {CSSStyleDeclaration} style */
  const spill = (style) => {
    let most = style.outlineStyle === 'none' || !opaque(style.outlineColor) ? 0 : parseFloat(style.outlineWidth) + Math.max(0, parseFloat(style.outlineOffset));
    for (const [, color = '', x, y, , spread] of style.boxShadow.matchAll(/(\w+\([^)]*\)) (-?[\d.]+)px (-?[\d.]+)px ([\d.]+)px (-?[\d.]+)px(?! inset)/g)) {
      if (opaque(color)) most = Math.max(most, Number(spread) + Math.max(Math.abs(Number(x)), Math.abs(Number(y))));
    }
    return most;
  };

  /** @param {DOMRect} at @param {Point} point @param {number} [by] */
  const holds = (at, { x, y }, by = 0) => at.left - by <= x && x <= at.right + by && at.top - by <= y && y <= at.bottom + by;

  const parentOf = getter(Node.prototype, 'parentElement');
  const PSEUDO = ['::before', '::after'];
  /** Whether a pseudo-element that stands apart from the text lies over a point. @param {Element} el @param {string} pseudo @param {Point} at */
  const lies = (el, pseudo, { x, y }) => {
    const style = getComputedStyle(el, pseudo);
    /** @type {Element | null} */
    let block = style.position === 'fixed' ? null : el;
    while (block && getComputedStyle(block).position === 'static') block = parentOf(block);
    const from = block ? box(block) : { left: 0, top: 0 };
    const [left, top, width, height] = [style.left, style.top, style.width, style.height].map(parseFloat);
    return holds(new DOMRect(from.left + (left ?? 0), from.top + (top ?? 0), width, height), { x, y });
  };

  /** What lies over a field at a point, from the top, out of its shadow roots; nothing known of it counts as a cover. @param {FillElement} field @param {Point} at @returns {Element[] | null} */
  const over = (field, at) => {
    /** @type {Element[]} */
    const found = [];
    /** @type {Element} */
    let el = field;
    for (;;) {
      const root = /** @type {Document | ShadowRoot} */ (getRootNode.call(el));
      const here = stack(root, at);
      const place = here.indexOf(el);
      if (place < 0) return null;
      found.push(...here.slice(0, place));
      if (!(root instanceof ShadowRoot)) return found;
      el = root.host;
    }
  };

  /** Whether something that lets clicks through hides what is behind it at a point. @param {Element} el @param {FillElement} field @param {Point} at @returns {boolean} */
  const veils = (el, field, at) => {
    if (matches.call(el, ':popover-open, :modal')) return true;
    if (PSEUDO.some((pseudo) => paints(el, pseudo))) return true;
    if (contains.call(el, field)) return false;
    const within = inside(el);
    const deep = within ? stack(within, at).filter((one) => getRootNode.call(one) === within) : [];
    return paints(el) || deep.some((one) => veils(one, field, at));
  };

  /**
   * At which of the points something is painted over the field that lets clicks through: for a moment nothing does,
   * so that the browser tells what lies there.
   * @param {FillElement} field @param {Point[]} points @returns {boolean[]}
   */
  const veiled = (field, points) => {
    const { roots, all } = everything(document);
    const own = all.filter((el) => el !== field && getComputedStyle(el).pointerEvents === 'none');
    const undo = roots.map((root) => {
      const css = '@layer keyfob{*,*::before,*::after{pointer-events:auto!important}}';
      try {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(css);
        root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
        return () => (root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet));
      } catch {
        // Firefox does not take constructed sheets from a content script.
        const style = Document.prototype.createElement.call(document, 'style');
        style.textContent = css;
        (root instanceof ShadowRoot ? root : rootElement(root)).append(style);
        return () => style.remove();
      }
    });
    try {
      // A page can insist on letting clicks through: then what is known of the boxes has to do.
      const insist = own.filter((el) => getComputedStyle(el).pointerEvents === 'none' && paints(el) && getComputedStyle(el).position !== 'static');
      const drawn = all.flatMap((el) => PSEUDO.map((pseudo) => ({ el, pseudo }))).filter(({ el, pseudo }) => {
        const style = getComputedStyle(el, pseudo);
        return style.pointerEvents === 'none' && style.position !== 'static' && paints(el, pseudo);
      });
      const spilt = all
        .filter((el) => el !== field && !contains.call(el, field))
        .map((el) => ({ el, by: spill(getComputedStyle(el)) }))
        .filter(({ by }) => by >= 20);
      return points.map((at) => {
        const above = over(field, at);
        if (!above || above.some((el) => veils(el, field, at))) return true;
        if (drawn.some(({ el, pseudo }) => lies(el, pseudo, at))) return true;
        return insist.some((el) => holds(box(el), at)) || spilt.some(({ el, by }) => !holds(box(el), at) && holds(box(el), at, by));
      });
    } finally {
      for (const back of undo) back();
    }
  };

  /** Where a field is looked at: its middle first, then a grid over it, as far as it is on the screen. @param {DOMRect} at @returns {Point[]} */
  const grid = (at) => {
    const points = [{ x: at.left + at.width / 2, y: at.top + at.height / 2 }];
    for (const h of [0.1, 0.3, 0.7, 0.9]) for (const v of [0.2, 0.5, 0.8]) points.push({ x: at.left + at.width * h, y: at.top + at.height * v });
    return points.filter(({ x, y }, place) => !place || (x >= 0 && y >= 0 && x < innerWidth && y < innerHeight));
  };

  /** An eye, a spinner or a star may lie over a field, but neither over its middle nor over much of it. @param {boolean[]} hidden */
  const tooMuch = (hidden) => hidden[0] === true || hidden.filter(Boolean).length > hidden.length * 0.4;

  /** Why a control cannot be seen or reached now, or ''. @param {FillElement} el @param {boolean} closely */
  const hindered = (el, closely) => {
    const unseen = /** @type {Described} */ (described).judge()(el);
    if (unseen) return unseen;
    el.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
    const points = grid(box(el));
    const [middle] = points;
    if (!middle || middle.x < 0 || middle.y < 0 || middle.x >= innerWidth || middle.y >= innerHeight) return 'offscreen';
    const hidden = points.map((at) => {
      const hit = top(at);
      return !hit || !contains.call(el, hit);
    });
    return tooMuch(hidden) || (closely && tooMuch(veiled(el, points))) ? 'covered' : '';
  };

  const TYPES = /^(text|password|email|url|tel|search|number|textarea|select-one|radio)$/;
  /** Why a control may not be filled now, or ''. @param {FillElement | undefined} el @param {FillValue} value @param {boolean} [closely] */
  const check = (el, value, closely = false) => {
    if (!el?.isConnected || el.ownerDocument !== document) return 'gone';
    const planned = described?.controls[value.index];
    const attr = (/** @type {string} */ name) => el.getAttribute(name)?.slice(0, 200) ?? '';
    if (attr('name') !== value.name || attr('id') !== value.id) return 'changed';
    if (isEditable(el) ? !el.isContentEditable : !TYPES.test(el.type)) return 'changed';
    // The same form, to be sent to the same place, as when the plan was made.
    if (!planned || described?.identity(el) !== planned.is || (el.form ?? null) !== (planned.form?.deref() ?? null)) return 'changed';
    if (matches.call(el, ':disabled')) return 'disabled';
    if (el.hasAttribute('readonly')) return 'readonly';
    return hindered(el, closely);
  };

  /** Whether it is typed into without being a field. @param {FillElement} el */
  const isEditable = (el) => !/^(input|select|textarea|form)$/.test(el.localName);

  /** Sets a value by the platform's own setter, which frameworks do not shadow. @param {FillElement} el @param {string} value */
  const set = (el, value) => {
    const prototype =
      el.localName === 'textarea'
        ? HTMLTextAreaElement.prototype
        : el.localName === 'select'
          ? HTMLSelectElement.prototype
          : HTMLInputElement.prototype;
    Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(el, value);
  };

  /** What a control holds. @param {FillElement} el */
  const held = (el) => (isEditable(el) ? (el.textContent ?? '').trim() : el.value);

  /** @param {string} text @param {string} wanted */
  const same = (text, wanted) => text.trim().toLowerCase() === wanted.trim().toLowerCase();

  /** The option that is meant, by value or by words. @param {HTMLSelectElement} el @param {string} wanted */
  const option = (el, wanted) => {
    const options = [...el.options].filter((one) => !one.disabled);
    return options.find((one) => one.value === wanted) ?? options.find((one) => same(one.value, wanted) || same(one.text, wanted));
  };

  /** The radio buttons that exclude each other with this one. @param {HTMLInputElement} el @returns {HTMLInputElement[]} */
  const choices = (el) => {
    const root = /** @type {Document | ShadowRoot} */ (getRootNode.call(el));
    const all = /** @type {NodeListOf<HTMLInputElement>} */ (of(root).querySelectorAll.call(root, 'input[type=radio i]'));
    return [...all].filter((one) => one === el || (one.name !== '' && one.name === el.name && one.form === el.form));
  };

  /** The radio button that is meant, by value or by words. @param {HTMLInputElement} el @param {string} wanted */
  const choice = (el, wanted) => {
    const all = choices(el).filter((one) => !matches.call(one, ':disabled'));
    const words = (/** @type {HTMLInputElement} */ one) =>
      [...(one.labels ?? [])].map((label) => label.textContent).join(' ') || (one.getAttribute('aria-label') ?? '');
    return all.find((one) => one.value === wanted) ?? all.find((one) => same(one.value, wanted) || same(words(one), wanted));
  };

  /** @param {FillElement} el */
  const isFocused = (el) => {
    const root = getRootNode.call(el);
    return (root instanceof ShadowRoot ? focused.shadow : focused.document)(root) === el;
  };

  /**
   * Moves the focus in or out. While another window has it, as the popup does, a page hears nothing of that by itself,
   * and a form that takes its values on blur would take none.
   * @param {FillElement} el @param {'focus' | 'blur'} what
   */
  const move = (el, what) => {
    let heard = false;
    const hear = () => (heard = true);
    el.addEventListener(what, hear, { capture: true, once: true });
    if (what === 'focus') el.focus({ preventScroll: true });
    else el.blur();
    el.removeEventListener(what, hear, { capture: true });
    if (heard) return;
    el.dispatchEvent(new FocusEvent(what, { composed: true }));
    el.dispatchEvent(new FocusEvent(what === 'focus' ? 'focusin' : 'focusout', { bubbles: true, composed: true }));
  };

  /** A key of no meaning: some pages look at a field only after one. @param {FillElement} el @param {'keydown' | 'keyup'} what */
  const key = (el, what) => el.dispatchEvent(new KeyboardEvent(what, { bubbles: true, composed: true, key: 'Unidentified' }));

  /** @param {FillElement} el @param {string} type @param {string} data @param {boolean} [cancelable] */
  const input = (el, type, data, cancelable = false) =>
    el.dispatchEvent(
      new InputEvent(type, { bubbles: true, composed: true, cancelable, inputType: isEditable(el) ? 'insertText' : 'insertReplacementText', data: isEditable(el) ? data : null }),
    );

  /** Types over all that an element holds, the way editors take it: they may do it themselves. @param {FillElement} el @param {string} value */
  const type = (el, value) => {
    const chosen = getSelection();
    chosen?.selectAllChildren(el);
    if (!input(el, 'beforeinput', value, true)) return;
    el.replaceChildren(...(value ? [value] : []));
    chosen?.selectAllChildren(el);
    chosen?.collapseToEnd();
    input(el, 'input', value);
  };

  /** Puts a value into a control that has the focus, and lets the page hear of it. @param {FillElement} el @param {string} value */
  const enter = (el, value) => {
    key(el, 'keydown');
    if (isEditable(el)) {
      type(el, value);
    } else {
      set(el, value);
      input(el, 'input', value);
    }
    key(el, 'keyup');
    if (!isEditable(el)) el.dispatchEvent(new Event('change', { bubbles: true }));
  };

  /** Presses a radio button as a person does, who comes to it and leaves it; not where something speaks against it then. @param {HTMLInputElement} one */
  const press = (one, against = () => '') => {
    move(one, 'focus');
    const why = against();
    if (!why) one.click();
    move(one, 'blur');
    return why;
  };

  /** Sets an attribute and answers how to put it back. @param {FillElement} el @param {string} name @param {string} value */
  const mark = (el, name, value) => {
    const before = el.getAttribute(name);
    el.setAttribute(name, value);
    return () => (before === null ? el.removeAttribute(name) : el.setAttribute(name, before));
  };

  const MASK = /[*•●∙·⦁∗]{3,}|\.{4,}|^x{6,}$/i;
  /**
   * How to put back what a control holds now; nothing where that would mean to keep a secret.
   * @param {FillElement} el @param {boolean} open it wants no secret, so it holds none @returns {Back | null}
   */
  const remember = (el, open) => {
    if (el.type === 'radio') {
      const before = choices(/** @type {HTMLInputElement} */ (el)).find((one) => one.checked);
      return () => {
        // A choice can be changed but not taken back: what the page made of it would stay.
        if (!before) return 'choice';
        if (!before.isConnected) return 'gone';
        press(before);
        return '';
      };
    }
    const before = held(el);
    if (before && !open && el.localName !== 'select' && !MASK.test(before)) return null;
    return () => {
      move(el, 'focus');
      enter(el, before);
      move(el, 'blur');
      return held(el) === before ? '' : 'overwritten';
    };
  };

  /** @param {FillElement} el @param {FillValue} order the planned control @param {HTMLInputElement} one the one of its choice that is meant */
  const pick = (el, order, one) => {
    const why = () => check(el, order) || hindered(one, true);
    return one.checked ? why() : press(one, why);
  };

  /** Fills a control; answers why not, or ''. @param {FillElement} el @param {FillValue} order @param {string} value */
  const fill = (el, order, value) => {
    move(el, 'focus');
    // A page can answer to the focus by making another thing of the field, by covering it, or by taking the focus.
    const why = check(el, order, true) || (isFocused(el) ? '' : 'unfocused');
    if (!why) enter(el, value);
    move(el, 'blur');
    return why;
  };

  /** After the page has had its say: microtasks, a frame where frames are drawn, and the tasks behind them. */
  const settled = () =>
    new Promise((resolve) => {
      const done = () => setTimeout(() => resolve(undefined), 0);
      if (getter(Document.prototype, 'visibilityState')(document) === 'visible') {
        requestAnimationFrame(done);
        setTimeout(done, 100);
      } else {
        done();
      }
    });

  /** @type {Described | undefined} */
  let described;

  /** What can be undone, and whose order that takes. @type {{nonce: string, salt: string, kept: Memory[]}} */
  let done = { nonce: '', salt: '', kept: [] };

  /** Tells a value from another without keeping it. @param {string} value */
  const printOf = async (value) => {
    const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(done.salt + value));
    return String(new Uint8Array(bytes));
  };

  /** @param {FillElement} el */
  const holding = (el) =>
    el.type === 'radio' ? choices(/** @type {HTMLInputElement} */ (el)).find((one) => one.checked)?.value ?? '' : held(el);

  /** @param {FillOrder} order @returns {Promise<FillReport>} */
  const obey = async (order) => {
    described = globals[KEY];
    delete globals[KEY];
    const values = Array.isArray(order.values) ? order.values.slice(0, MAX_VALUES) : [];
    if (!described) return { refused: 'gone', results: [] };
    if (!order.nonce || described.nonce !== order.nonce) return { refused: 'nonce', results: [] };
    // The address is what the person was shown; a page can change it without leaving the document.
    if (described.url !== described.address()) return { refused: 'gone', results: [] };
    const { controls } = described;
    done = { nonce: order.nonce, salt: crypto.randomUUID(), kept: [] };

    const work = values.map((value) => {
      const el = controls[value.index]?.el.deref();
      /** @type {FillResult} */
      const result = { index: value.index, filled: false, why: check(el, value), kept: false };
      return { el, value, wanted: value.value, result, back: /** @type {Back | null} */ (null) };
    });
    for (const one of work) {
      const { el, value, result } = one;
      if (!el || result.why) continue;
      // A page can answer to the first value by moving the second field.
      result.why = check(el, value);
      if (result.why) continue;
      one.back = remember(el, value.open === true);
      if (el.type === 'radio') {
        const chosen = choice(/** @type {HTMLInputElement} */ (el), one.wanted);
        result.why = chosen ? pick(el, value, chosen) : 'changed';
        one.wanted = chosen?.value ?? '';
        continue;
      }
      if (el.localName === 'select') {
        const chosen = option(/** @type {HTMLSelectElement} */ (el), one.wanted);
        if (!chosen) {
          result.why = 'changed';
          continue;
        }
        one.wanted = chosen.value;
      }
      // First of all, so that the browser neither remembers what comes nor sends it to have its spelling checked.
      const marks = [mark(el, 'autocomplete', 'off'), mark(el, 'spellcheck', 'false')];
      result.why = fill(el, value, one.wanted);
      const { back } = one;
      if (back) {
        one.back = () => {
          const why = back();
          for (const put of marks) put();
          return why;
        };
      }
    }
    await settled();
    for (const { el, wanted, result, back } of work) {
      if (result.why) continue;
      if (!el?.isConnected) result.why = 'gone';
      else if (holding(el) !== wanted) result.why = 'overwritten';
      else {
        result.filled = true;
        result.kept = back !== null;
        done.kept.push({ index: result.index, el, print: await printOf(wanted), back });
      }
    }
    for (const one of work) one.wanted = '';
    return { refused: '', results: work.map(({ result }) => result) };
  };

  /** Puts back what was there, in controls that still hold what they were given. @returns {Promise<FillReport>} */
  const undo = async () => {
    const { kept } = done;
    /** @type {FillResult[]} */
    const results = [];
    for (const { index, el, print, back } of kept) {
      let why = 'gone';
      if (el.isConnected) why = (await printOf(holding(el))) !== print ? 'changed' : back ? back() : 'secret';
      results.push({ index, filled: why === '', why, kept: false });
    }
    await settled();
    return { refused: '', results };
  };

  const end = () => {
    runtime.onMessage.removeListener(listen);
    removeEventListener('pagehide', end);
    done = { nonce: '', salt: '', kept: [] };
  };

  let obeyed = false;
  /** @type {Listener} */
  const listen = (message, sender, answer) => {
    // Only the extension itself; its background has no tab.
    if (sender.id !== runtime.id || sender.tab) return undefined;
    const order = message?.fill;
    if (order && !obeyed) {
      obeyed = true;
      obey(order)
        .catch(() => ({ refused: 'gone', results: [] }))
        .then((report) => {
          for (const value of order.values ?? []) value.value = '';
          described = undefined;
          if (done.kept.length === 0) end();
          else setTimeout(end, UNDO_FOR);
          answer(report);
        });
      return true;
    }
    if (!message?.undo || !done.nonce || message.undo.nonce !== done.nonce) return undefined;
    undo()
      .catch(() => ({ refused: 'gone', results: [] }))
      .then((report) => {
        end();
        answer(report);
      });
    return true;
  };
  runtime.onMessage.addListener(listen);
  addEventListener('pagehide', end);
})();
