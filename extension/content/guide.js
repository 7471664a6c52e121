// The guide in a provider's portal: tells the background what is on the page, and does what it is told.
//
// In: orders. Out: reports. It judges nothing and keeps no value: elements by WeakRef, the last report as a number.
// Needs guide-look.js, guide-helper.js, guide-pick.js and guide-cover.js before it in the same registration.
(() => {
  'use strict';

  /** @typedef {import('../protocol').Order} Order */
  /** @typedef {import('../protocol').PageRequest} PageRequest */
  /** @typedef {import('./guide-kit').Refs} Refs */
  /** @typedef {{ok: true} | {error: string}} Result */

  const GUIDE = Symbol.for('keyfob.guide');
  const world = /** @type {Record<symbol, import('./guide-kit').Kit | undefined>} */ (/** @type {unknown} */ (globalThis));
  const kit = world[GUIDE];
  if (!kit?.helper || !kit.pick || !kit.cover || kit.runs || window.top !== window) return;
  kit.runs = true;
  const { look, pick: makePick } = kit;

  /** A change of words or controls is told this long after the last one. */
  const QUIET = 120;
  /** Never later than this after the first one, however restless the page is. */
  const PATIENCE = 500;
  /** Never sooner than this after the last look; longer where only classes or styles changed. */
  const REST = 250;
  const LONG_REST = 1000;
  /** Reports whose elements are still known, for an order that crosses a newer report. */
  const REMEMBERED = 4;
  const ATTRIBUTES = [
    'hidden', 'disabled', 'readonly', 'value', 'type', 'open', 'lang', 'role', 'class', 'style',
    'aria-expanded', 'aria-hidden', 'aria-disabled', 'aria-checked', 'aria-selected', 'aria-label',
  ];

  /** All that listens, as long as this document has a task. @type {AbortController | null} */
  let task = null;
  let nonce = '';
  let revision = 0;
  /** The elements of the last reports, by revision. @type {Map<number, Refs>} */
  const elements = new Map();
  const helper = kit.helper(look, (at) => elements.get(at));
  /** @type {{stop: () => void} | null} */
  let picking = null;
  const cover = kit.cover(look, helper, (root) => watch(root), () => schedule());

  // ------------------------------------------------------------------------------------------------------ reporting

  let sent = -1;
  let busy = false;
  let timer = 0;
  let frame = 0;
  let lastLook = 0;
  let firstChange = 0;
  let due = Infinity;
  let lengths = '';
  /** @type {MutationObserver | null} */
  let observer = null;
  /** @type {WeakSet<Node>} */
  let watched = new WeakSet();

  /** @param {Node} root */
  const watch = (root) => {
    if (!observer || watched.has(root)) return;
    watched.add(root);
    observer.observe(root, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });
    if (root !== document) cover.enter(root);
  };

  /** Looks again once things have settled. @param {boolean} [slow] only looks changed */
  const schedule = (slow = false) => {
    if (!task || document.hidden) return;
    const now = performance.now();
    if (slow) {
      // A page that animates must neither hurry nor hold up the look at a real change.
      if (due !== Infinity) return;
      due = Math.max(lastLook + LONG_REST, now + QUIET);
    } else {
      firstChange ||= now;
      due = Math.max(lastLook + REST, Math.min(now + QUIET, firstChange + PATIENCE));
    }
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
      if (el && look.isField(el)) out += `${el.value.length},`;
    }
    return out;
  };

  /** Asks the background, patiently: it may be starting anew. What never answers counts as the end. @param {PageRequest} page @returns {Promise<Order | {error: string}>} */
  const ask = async (page) => {
    for (let tries = 0; tries < 5 && chrome.runtime?.id; tries++) {
      if (tries) await new Promise((resolve) => setTimeout(resolve, 125 * 2 ** tries));
      try {
        const answer = await chrome.runtime.sendMessage({ page });
        if (answer) return answer;
      } catch {
        // Tried again, unless the extension was updated or removed: then its id is gone.
      }
    }
    return { type: 'end' };
  };

  const tell = async () => {
    const mine = task;
    if (!mine || document.hidden || picking) return;
    if (busy) return schedule();
    lastLook = performance.now();
    firstChange = 0;
    due = Infinity;
    const guesses = cover.guesses();
    const { report, refs } = look.look(watch);
    const mark = look.digest(`${location.href}\n${JSON.stringify(report)}`);
    const news = mark !== sent;
    if (news) revision++;
    // An equal page may still consist of new elements (a re-render): the rings move over to them.
    elements.set(revision, refs);
    elements.delete(revision - REMEMBERED);
    lengths = measure();
    if (!news) {
      cover.judged(guesses);
      return helper.settle();
    }
    busy = true;
    sent = mark;
    const answer = await ask({ type: 'report', nonce, report: { revision, ...report } });
    if (mine !== task) return;
    busy = false;
    obey(answer);
    cover.judged(guesses);
  };

  /** @param {MutationRecord[]} records */
  const changed = (records) => {
    if (helper.lost()) helper.promote();
    const real = records.filter((record) => record.type !== 'childList' || ![...record.addedNodes, ...record.removedNodes].every(helper.owns));
    if (!real.length) return;
    if (real.some((record) => record.attributeName === 'open')) helper.promote();
    cover.changed(real);
    schedule(real.every((record) => record.attributeName === 'class' || record.attributeName === 'style'));
    helper.settle();
  };

  // --------------------------------------------------------------------------------------------------------- orders

  /** The fields that an order names, if every one can be written into now. @param {number} revision @param {number[]} places @param {boolean} secret @param {number} length */
  const writable = (revision, places, secret, length) => {
    /** @type {(HTMLInputElement | HTMLTextAreaElement)[]} */
    const list = [];
    for (const place of places) {
      const el = elements.get(revision)?.landmarks[place]?.deref();
      const area = el instanceof HTMLTextAreaElement;
      if (!el?.isConnected || !(area || el instanceof HTMLInputElement) || el.readOnly || el.disabled || !look.seen(el)) return [];
      if (!area && (!look.TEXT_TYPES.has(el.type) || (el.type === 'password') !== secret)) return [];
      // A label may be cut short; half a password is none.
      if (secret && (area || (el.maxLength >= 0 && el.maxLength < length))) return [];
      list.push(el);
    }
    return list;
  };

  /** Writes as a person would; whether the field holds it now. @param {HTMLInputElement | HTMLTextAreaElement} el @param {string} text */
  const put = (el, text) => {
    look.typed.add(el);
    el.focus({ preventScroll: true });
    // The prototype's setter: frameworks put one of their own on the element and would not see the change.
    const prototype = el instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
    Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(el, text);
    el.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, inputType: 'insertText', data: el.type === 'password' ? null : text }));
    el.dispatchEvent(new Event('change', { bubbles: true }));
    return el.value === text;
  };

  /** The proposed label. @param {Extract<Order, {type: 'write'}>} order @returns {Result} */
  const write = (order) => {
    const [el] = writable(order.revision, [order.landmark], false, 0);
    if (!el) return { error: 'changed' };
    schedule();
    return put(el, el.maxLength > 0 ? order.text.slice(0, el.maxLength) : order.text) ? { ok: true } : { error: 'changed' };
  };

  /** A generated value, into the field and the one that repeats it: both or none. @param {Extract<Order, {type: 'write-secret'}>} order @returns {Result} */
  const writeSecret = ({ revision, landmarks, value }) => {
    const list = writable(revision, landmarks, true, value.length);
    if (!list.length) return { error: 'changed' };
    // A page may show what is typed into it.
    cover.know(look.prints(value));
    schedule();
    for (const el of list) {
      // First of all, so that the browser neither remembers nor replaces what comes.
      el.setAttribute('autocomplete', 'off');
      // A page can answer to the focus by making another thing of the field.
      el.focus({ preventScroll: true });
      if (el.type === 'password' && el.isConnected && put(el, value)) el.blur();
      else break;
    }
    if (list.every((el) => el.isConnected && el.type === 'password' && el.value === value)) return { ok: true };
    for (const el of list) if (el.value === value) put(el, '');
    return { error: 'changed' };
  };

  const pick = () => {
    picking ??= makePick(look, helper, () => elements.get(revision), async (text, label) => {
      picking = null;
      cover.know(look.prints(text));
      const mine = task;
      const answer = await ask({ type: 'picked', nonce, text, label });
      if (mine !== task) return;
      obey(answer);
      schedule();
    });
  };

  /** @param {Order | {error: string}} order @returns {Result} */
  const obey = (order) => {
    if ('error' in order || order.type === 'end') {
      end();
      return { ok: true };
    }
    if (order.type === 'begin') {
      nonce = order.nonce;
      begin();
      return { ok: true };
    }
    if (!task || order.nonce !== nonce) return { error: 'changed' };
    if (order.type === 'show') {
      const prints = elements.get(order.card.revision)?.prints;
      // What is told of is covered already.
      cover.know(order.card.cover.flatMap((place) => prints?.[place] ?? []));
      helper.show(order.card);
    } else if (order.type === 'pick') pick();
    else if (order.type === 'write') return write(order);
    else if (order.type === 'write-secret') return writeSecret(order);
    return { ok: true };
  };

  /** @param {any} message @param {chrome.runtime.MessageSender} sender @param {(answer: Result) => void} answer */
  const heard = (message, sender, answer) => {
    if (sender.id !== chrome.runtime.id || sender.tab || !message?.order) return;
    answer(obey(message.order));
  };

  // ---------------------------------------------------------------------------------------------- beginning and end

  const begin = () => {
    sent = -1;
    if (task) return schedule();
    task = new AbortController();
    const { signal } = task;
    const early = { capture: true, passive: true, signal };
    observer = new MutationObserver(changed);
    watched = new WeakSet();
    watch(document);
    document.addEventListener('input', (event) => {
      const el = event.composedPath()[0];
      if (event.isTrusted && el) look.typed.add(el);
      schedule();
    }, early);
    document.addEventListener('change', () => schedule(), early);
    document.addEventListener('toggle', (event) => {
      if (!helper.owns(event.target) && /** @type {ToggleEvent} */ (event).newState === 'open') helper.promote();
    }, early);
    document.addEventListener('fullscreenchange', helper.promote, early);
    document.addEventListener('visibilitychange', () => {
      schedule();
      helper.settle();
    }, early);
    window.addEventListener('pointermove', helper.hover, early);
    for (const name of ['scroll', 'resize', 'transitionrun', 'animationstart', 'load', 'focusin']) window.addEventListener(name, helper.settle, early);
    for (const name of ['popstate', 'hashchange']) window.addEventListener(name, () => schedule(), early);
    const { navigation } = /** @type {{navigation?: EventTarget}} */ (/** @type {unknown} */ (window));
    navigation?.addEventListener('currententrychange', () => schedule(), early);
    const poll = setInterval(() => {
      if (!chrome.runtime?.id) end();
      else if (!document.hidden && measure() !== lengths) schedule();
    }, 1000);
    signal.addEventListener('abort', () => clearInterval(poll));
    cover.begin();
    void tell();
  };

  /** Stops and takes everything away; the page is as it was. */
  const rest = () => {
    picking?.stop();
    picking = null;
    task?.abort();
    task = null;
    observer?.disconnect();
    observer = null;
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    cover.stop();
    helper.remove();
    elements.clear();
    nonce = lengths = '';
    busy = false;
    due = Infinity;
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
    // A later task in this document may inject the scripts again.
    delete world[GUIDE];
  };

  const hello = async () => {
    const answer = await ask({ type: 'hello' });
    if (whole.signal.aborted) return;
    if ('type' in answer && answer.type === 'begin') obey(answer);
    else end();
  };

  chrome.runtime.onMessage.addListener(heard);
  window.addEventListener('pagehide', rest, { signal: whole.signal });
  // A page that comes back by the Back button asks anew: its old task is over.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) void hello();
  }, { signal: whole.signal });
  void hello();
})();
