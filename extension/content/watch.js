// @ts-check
/**
 * Tells the background when the form of a plan is no longer what it was: controls that come, go, show themselves or
 * change what they hold by themselves, and what the page says of having been saved. Says only that something changed;
 * what, the next snapshot tells. Injected right after a snapshot, again after the next one; gone after two minutes, or
 * ten where the form was filled, when it is told so, or with the document.
 */

/**
 * @typedef {{again: () => void}} Watch
 * @typedef {{type: string} | undefined} WatchAnswer
 * @typedef {{id: string, sendMessage(message: object): Promise<WatchAnswer>}} WatchRuntime
 */

(() => {
  const SNAPSHOT = Symbol.for('keyfob.snapshot');
  const KEY = Symbol.for('keyfob.watch');
  /** How long a form is watched after it was read, in milliseconds: a short while, or once it was filled a longer one. */
  const SHOWN_FOR = 120_000;
  const WATCH_FOR = 600_000;
  const MAX_SEEN = 2000;
  /** Between two messages, in milliseconds: a page that never rests is not read at every frame. */
  const REST = 250;
  /** @type {Record<symbol, any>} */
  const globals = /** @type {any} */ (globalThis);
  const { chrome } = /** @type {{chrome?: {runtime?: WatchRuntime, dom?: {openOrClosedShadowRoot(el: Element): ShadowRoot | null}}}} */ (/** @type {any} */ (globalThis));
  const runtime = chrome?.runtime;
  if (!runtime || window.top !== window) return;
  const running = /** @type {Watch | undefined} */ (globals[KEY]);
  if (running) {
    running.again();
    return;
  }

  const FIELD = 'input:not([type=hidden i]),select,textarea,[contenteditable]';
  const NOTICE = '.notice,.updated,.error,.alert,.message,.components-notice,.components-snackbar,[role=alert],[role=status]';
  // A page can shadow these by naming a form or an image after them; the prototypes cannot be shadowed.
  const { checkVisibility } = Element.prototype;
  const shadowOf = /** @type {(this: Element) => ShadowRoot | null} */ (Object.getOwnPropertyDescriptor(Element.prototype, 'shadowRoot')?.get);

  /** @param {Document | ShadowRoot} within @param {string} selector @returns {NodeListOf<Element>} */
  const all = (within, selector) => (within instanceof ShadowRoot ? ShadowRoot : Document).prototype.querySelectorAll.call(within, selector);

  /** A shadow root, a closed one if the page has defined the element, as in the snapshot. @param {Element} el */
  const inside = (el) => {
    const own = /-/.test(el.localName) && el instanceof HTMLElement && el.matches(':defined');
    return shadowOf.call(el) ?? (own ? chrome?.dom?.openOrClosedShadowRoot?.(el) ?? /** @type {any} */ (el).openOrClosedShadowRoot : null);
  };

  /** The document and all roots in it. @type {(Document | ShadowRoot)[]} */
  let trees = [];
  /** Elements have come since they were looked for. */
  let stale = true;
  /** Looks for roots, and into all of them from now on. */
  const enter = () => {
    trees = [document];
    // It grows while it is gone through.
    for (const tree of trees) {
      observer.observe(tree, {
        subtree: true,
        childList: true,
        attributes: true,
        attributeFilter: ['class', 'style', 'hidden', 'open', 'type', 'disabled', 'value', 'aria-hidden'],
      });
      for (const el of all(tree, '*')) {
        const inner = inside(el);
        if (inner) trees.push(inner);
      }
    }
    stale = false;
  };

  /** What the form looks like, without what stands in it: a figure for each control and each notice. */
  const look = () => {
    if (stale) enter();
    /** @type {(string | number | boolean)[]} */
    const seen = [];
    for (const el of trees.flatMap((tree) => [...all(tree, FIELD)]).slice(0, MAX_SEEN)) {
      const { value, type } = /** @type {HTMLInputElement} */ (el);
      const typed = typeof value === 'string' && type !== 'radio' && type !== 'checkbox';
      // While a person types, nothing is to be told: only that there is something, and whether it is dots.
      seen.push(el.getAttribute('name') ?? '', el.id, checkVisibility.call(el), typed && value ? (/[*•●]{3}/.test(value) ? 2 : 1) : 0);
    }
    for (const el of trees.flatMap((tree) => [...all(tree, NOTICE)])) seen.push(checkVisibility.call(el), (el.textContent ?? '').length);
    return seen.join();
  };

  let nonce = '';
  let before = '';
  let queued = false;
  let telling = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let over;

  const end = () => {
    observer.disconnect();
    clearTimeout(over);
    removeEventListener('pagehide', end);
    delete globals[KEY];
    if (globals[SNAPSHOT]?.nonce === nonce) delete globals[SNAPSHOT];
  };

  const tell = async () => {
    queued = false;
    const now = look();
    if (telling || now === before || globals[KEY] !== self) return;
    before = now;
    telling = true;
    // A worker that is gone for good, as after an update, answers nobody.
    const answer = await runtime.sendMessage({ page: { type: 'form-changed', nonce } }).catch(() => undefined);
    if (answer?.type !== 'begin') {
      end();
      return;
    }
    setTimeout(() => {
      telling = false;
      later();
    }, REST);
  };

  /** Once a frame, and now and then where no frames are drawn. */
  const later = () => {
    if (queued) return;
    queued = true;
    let done = false;
    const once = () => {
      if (!done) void tell();
      done = true;
    };
    requestAnimationFrame(once);
    setTimeout(once, 500);
  };

  /** What is filled has used up its snapshot. */
  const rest = () => {
    if (globals[SNAPSHOT]?.nonce === nonce) end();
    else over = setTimeout(end, WATCH_FOR - SHOWN_FOR);
  };

  const observer = new MutationObserver((records) => {
    stale ||= records.some(({ addedNodes }) => addedNodes.length);
    later();
  });
  const again = () => {
    stale = true;
    nonce = globals[SNAPSHOT]?.nonce ?? nonce;
    before = look();
    clearTimeout(over);
    over = setTimeout(rest, SHOWN_FOR);
  };
  /** @type {Watch} */
  const self = { again };
  Object.defineProperty(globalThis, KEY, { configurable: true, enumerable: false, value: self });
  again();
  addEventListener('pagehide', end);
})();
