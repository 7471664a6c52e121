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
 * @typedef {{nonce: string, controls: WeakRef<FillElement>[], judge: () => (el: Element) => string}} Described
 * @typedef {{id?: string, tab?: object}} Sender
 * @typedef {(message: {fill?: FillOrder}, sender: Sender, answer: (report: FillReport) => void) => boolean | undefined} Listener
 * @typedef {{id: string, onMessage: {addListener(l: Listener): void, removeListener(l: Listener): void}}} Runtime
 */

(() => {
  const KEY = Symbol.for('keyfob.snapshot');
  const MAX_VALUES = 50;
  /** @type {Record<symbol, any>} */
  const globals = /** @type {any} */ (globalThis);
  /** @type {Runtime | undefined} */
  const runtime = /** @type {any} */ (globalThis).chrome?.runtime;
  if (!runtime) return;

  /** What lies at a point, through open shadow roots. @param {number} x @param {number} y */
  const at = (x, y) => {
    let hit = document.elementFromPoint(x, y);
    while (hit?.shadowRoot) {
      const inner = hit.shadowRoot.elementFromPoint(x, y);
      if (!inner || inner === hit) break;
      hit = inner;
    }
    return hit;
  };

  /** @param {DOMRect} box @param {number} x @param {number} y */
  const holds = (box, x, y) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;

  /** All elements, into open shadow roots. @param {Document | ShadowRoot} root @returns {Generator<Element>} */
  function* everything(root) {
    for (const el of root.querySelectorAll('*')) {
      yield el;
      if (el.shadowRoot) yield* everything(el.shadowRoot);
    }
  }

  /**
   * Whether something that lets clicks through is painted over a point: a look-through overlay, which
   * `elementFromPoint` does not report.
   * @param {FillElement} field @param {number} x @param {number} y
   */
  const veiled = (field, x, y) => {
    for (const el of everything(document)) {
      if (el === field || el.contains(field) || !holds(el.getBoundingClientRect(), x, y)) continue;
      const style = getComputedStyle(el);
      if (style.pointerEvents !== 'none' || style.visibility !== 'visible' || Number(style.opacity) < 0.1) continue;
      const top = el.matches(':popover-open, :modal');
      const alpha = /rgba\([^)]*,\s*([\d.]+)\)/.exec(style.backgroundColor);
      const paints =
        (alpha ? Number(alpha[1]) > 0.1 : style.backgroundColor !== 'transparent') ||
        style.backgroundImage !== 'none' ||
        style.backdropFilter !== 'none' ||
        /^(img|canvas|video|iframe|svg|object|embed)$/.test(el.localName);
      if (top || (paints && style.position !== 'static')) return true;
    }
    return false;
  };

  /** Why a control cannot be seen or reached now, or ''. @param {FillElement} el */
  const hindered = (el) => {
    const unseen = /** @type {Described} */ (described).judge()(el);
    if (unseen) return unseen;
    el.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
    const box = el.getBoundingClientRect();
    const x = box.left + box.width / 2;
    const y = box.top + box.height / 2;
    if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return 'offscreen';
    const hit = at(x, y);
    if (!hit || (hit !== el && !el.contains(hit))) return 'covered';
    return veiled(el, x, y) ? 'covered' : '';
  };

  /** Why a control may not be filled now, or ''. @param {FillElement | undefined} el @param {FillValue} value */
  const check = (el, value) => {
    if (!el?.isConnected || el.ownerDocument !== document) return 'gone';
    const attr = (/** @type {string} */ name) => el.getAttribute(name)?.slice(0, 200) ?? '';
    if (attr('name') !== value.name || attr('id') !== value.id) return 'changed';
    const text = /^(text|password|email|url|textarea|select-one)$/.test(el.type);
    if (!text) return 'changed';
    if (el.matches(':disabled')) return 'disabled';
    if (el.hasAttribute('readonly')) return 'readonly';
    return hindered(el);
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

  /** Fills a control; answers why not, or ''. @param {FillElement} el @param {string} value */
  const fill = (el, value) => {
    // First of all, so that the browser does not remember what comes.
    el.setAttribute('autocomplete', 'off');
    el.focus({ preventScroll: true });
    // A page can move the field away when it gets the focus.
    const why = el.isConnected ? hindered(el) : 'gone';
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
      if (document.visibilityState === 'visible') {
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
    const { controls } = described;

    const work = values.map((value) => {
      const el = controls[value.index]?.deref();
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
      result.why = fill(el, one.wanted);
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
