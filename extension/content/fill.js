// @ts-check
/**
 * Sets the confirmed values in the controls of the last snapshot, as a person would, and says what became of each.
 * Injected right before a confirmed fill into the planned document; listens once, then is gone. It touches nothing
 * but the controls it was told, and never sends a form.
 */

/**
 * @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} FillElement
 * @typedef {{index: number, name: string, id: string, value: string}} FillValue
 * @typedef {{nonce: string, values: FillValue[]}} FillOrder
 * @typedef {{index: number, filled: boolean, why: string}} FillResult
 * @typedef {{refused: string, results: FillResult[]}} FillReport
 * @typedef {{el: WeakRef<FillElement>, is: string, form: WeakRef<HTMLFormElement> | null}} Planned
 * @typedef {{
 *   nonce: string, url: string, controls: Planned[], judge: () => (el: Element) => string, address: () => string,
 *   identity: (el: FillElement) => string
 * }} Described
 * @typedef {{id?: string, tab?: object}} Sender
 * @typedef {(message: {fill?: FillOrder}, sender: Sender, answer: (report: FillReport) => void) => boolean | undefined} Listener
 * @typedef {{id: string, onMessage: {addListener(l: Listener): void, removeListener(l: Listener): void}}} Runtime
 * @typedef {{x: number, y: number}} Point
 */

(() => {
  const KEY = Symbol.for('keyfob.snapshot');
  const MAX_VALUES = 50;
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

  /** What lies at a point, through open shadow roots. @param {Point} at */
  const top = (at) => {
    let hit = stack(document, at)[0];
    for (let inner = hit && shadowOf(hit); inner; inner = hit && shadowOf(hit)) {
      const next = stack(inner, at)[0];
      if (!next || next === hit) break;
      hit = next;
    }
    return hit;
  };

  /** A shadow root, closed ones too where the browser lets an extension look. @param {Element} el @returns {ShadowRoot | null} */
  const inside = (el) => {
    const open = shadowOf(el);
    // Built-in elements with insides of their own have none to show; only these can be given one.
    if (open || !/-|^(article|aside|blockquote|body|div|footer|h[1-6]|header|main|nav|p|section|span)$/.test(el.localName)) return open;
    return chrome?.dom?.openOrClosedShadowRoot?.(el) ?? /** @type {any} */ (el).openOrClosedShadowRoot ?? null;
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

  /** Why a control may not be filled now, or ''. @param {FillElement | undefined} el @param {FillValue} value @param {boolean} [closely] */
  const check = (el, value, closely = false) => {
    if (!el?.isConnected || el.ownerDocument !== document) return 'gone';
    const planned = described?.controls[value.index];
    const attr = (/** @type {string} */ name) => el.getAttribute(name)?.slice(0, 200) ?? '';
    if (attr('name') !== value.name || attr('id') !== value.id) return 'changed';
    if (!/^(text|password|email|url|textarea|select-one)$/.test(el.type)) return 'changed';
    // The same form, to be sent to the same place, as when the plan was made.
    if (!planned || described?.identity(el) !== planned.is || el.form !== (planned.form?.deref() ?? null)) return 'changed';
    if (matches.call(el, ':disabled')) return 'disabled';
    if (el.hasAttribute('readonly')) return 'readonly';
    return hindered(el, closely);
  };

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

  /** The option that is meant, by value or by words. @param {HTMLSelectElement} el @param {string} wanted */
  const option = (el, wanted) => {
    const same = (/** @type {string} */ text) => text.trim().toLowerCase() === wanted.trim().toLowerCase();
    const options = [...el.options].filter((one) => !one.disabled);
    return options.find((one) => one.value === wanted) ?? options.find((one) => same(one.value) || same(one.text));
  };

  /** @param {FillElement} el */
  const isFocused = (el) => {
    const root = getRootNode.call(el);
    return (root instanceof ShadowRoot ? focused.shadow : focused.document)(root) === el;
  };

  /** Fills a control; answers why not, or ''. @param {FillElement} el @param {FillValue} order @param {string} value */
  const fill = (el, order, value) => {
    // First of all, so that the browser does not remember what comes.
    el.setAttribute('autocomplete', 'off');
    el.focus({ preventScroll: true });
    // A page can answer to the focus by making another thing of the field, by covering it, or by taking the focus.
    const why = check(el, order, true) || (isFocused(el) ? '' : 'unfocused');
    if (why) {
      el.blur();
      return why;
    }
    set(el, value);
    el.dispatchEvent(
      new InputEvent('input', { bubbles: true, composed: true, cancelable: false, inputType: 'insertReplacementText' }),
    );
    el.dispatchEvent(new Event('change', { bubbles: true }));
    el.blur();
    return '';
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

    const work = values.map((value) => {
      const el = controls[value.index]?.el.deref();
      /** @type {FillResult} */
      const result = { index: value.index, filled: false, why: check(el, value) };
      return { el, value, wanted: value.value, result };
    });
    for (const one of work) {
      const { el, value, result } = one;
      if (!el || result.why) continue;
      // A page can answer to the first value by moving the second field.
      result.why = check(el, value);
      if (result.why) continue;
      if (el.localName === 'select') {
        const chosen = option(/** @type {HTMLSelectElement} */ (el), one.wanted);
        if (!chosen) {
          result.why = 'changed';
          continue;
        }
        one.wanted = chosen.value;
      }
      result.why = fill(el, value, one.wanted);
    }
    await settled();
    for (const one of work) {
      if (!one.result.why) {
        if (!one.el?.isConnected) one.result.why = 'gone';
        else if (one.el.value !== one.wanted) one.result.why = 'overwritten';
        else one.result.filled = true;
      }
      one.wanted = '';
    }
    return { refused: '', results: work.map(({ result }) => result) };
  };

  /** @type {Listener} */
  const listen = (message, sender, answer) => {
    const order = message?.fill;
    // Only the extension itself; its background has no tab.
    if (!order || sender.id !== runtime.id || sender.tab) return undefined;
    runtime.onMessage.removeListener(listen);
    obey(order)
      .catch(() => ({ refused: 'gone', results: [] }))
      .then((report) => {
        for (const value of order.values ?? []) value.value = '';
        described = undefined;
        answer(report);
      });
    return true;
  };
  runtime.onMessage.addListener(listen);
})();
