// @ts-check
/**
 * Lets the person point at a field of the last snapshot: the pointer, Tab or the arrow keys move a ring, a click or
 * Enter takes the field, Escape ends. A classic script whose completion value is a promise of the field's place in that
 * snapshot. Injected for one pointing and gone afterwards; run once more, it ends the one under way. The page is not
 * changed and hears none of these events.
 */

/**
 * @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} PointElement
 * @typedef {{nonce: string, controls: {el: WeakRef<PointElement>}[], judge: () => (el: Element) => string}} PointedAt
 * @typedef {{nonce: string, index: number | null}} Pointed
 */

(() => {
  const HELD = ['pointerdown', 'pointerup', 'mousedown', 'mouseup', 'mousemove', 'touchstart', 'touchend', 'auxclick', 'dblclick', 'contextmenu', 'keyup', 'keypress', 'wheel'];
  const CSS = `
:host{all:initial!important;position:fixed!important;inset:0!important;display:block!important;width:100vw!important;height:100vh!important;max-width:none!important;max-height:none!important;margin:0!important;padding:0!important;border:0!important;background:none!important;overflow:hidden!important;cursor:crosshair!important;z-index:2147483647!important;color-scheme:light dark!important}
i{position:absolute;border:3px dashed #0b8a7c;border-radius:8px;background:#0b8a7c1f;box-shadow:0 0 0 2px #fff;pointer-events:none}
p{position:absolute;width:1px;height:1px;margin:0;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
[hidden]{display:none}
@media(forced-colors:active){i{border-color:Highlight;forced-color-adjust:none;box-shadow:0 0 0 2px Canvas}}`;
  const POINTING = Symbol.for('keyfob.point');
  /** @type {Record<symbol, any>} */
  const world = /** @type {any} */ (globalThis);
  /** @type {PointedAt | undefined} */
  const described = world[Symbol.for('keyfob.snapshot')];
  const nonce = described?.nonce ?? '';
  /** @type {Pointed} */
  const nothing = { nonce, index: null };
  const before = world[POINTING];
  if (before) before();
  // The page itself and nothing in it.
  if (before || !described || window.top !== window) return nothing;

  const fields = described.controls.map(({ el }) => el.deref());
  const stop = new AbortController();
  /** Place of the field that is pointed at; -1 for none. */
  let at = -1;

  // A page can name a form after a method of the document; the prototypes cannot be shadowed.
  const make = (/** @type {string} */ tag) => /** @type {HTMLElement} */ (Document.prototype.createElement.call(document, tag));
  const host = make('keyfob-helper');
  const root = host.attachShadow({ mode: 'closed' });
  const [style, ring, said] = [make('style'), make('i'), make('p')];
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // Firefox does not take constructed sheets from a content script.
    style.textContent = CSS;
    root.append(style);
  }
  ring.hidden = true;
  said.setAttribute('role', 'status');
  root.append(ring, said);
  host.popover = 'manual';

  const draw = () => {
    const el = fields[at];
    ring.hidden = !el?.isConnected;
    if (!el || ring.hidden) return;
    const { left, top, width, height } = Element.prototype.getBoundingClientRect.call(el);
    Object.assign(ring.style, { left: `${left - 6}px`, top: `${top - 6}px`, width: `${width + 6}px`, height: `${height + 6}px` });
  };

  /** @param {number} place */
  const aim = (place) => {
    at = place;
    draw();
  };

  /** The place of what an element is, holds or is the label of; -1 for none. @param {Element | null} el */
  const placeOf = (el) => {
    const label = el?.closest('label');
    const control = label instanceof HTMLLabelElement ? label.control : null;
    const place = fields.findIndex((field) => field && (field === el || field === control || (el !== null && field.contains(el))));
    const radio = fields[place];
    if (!(radio instanceof HTMLInputElement) || radio.type !== 'radio') return place;
    // The first of a group speaks for all.
    return fields.findIndex((one) => one instanceof HTMLInputElement && one.type === 'radio' && one.name === radio.name && one.form === radio.form);
  };

  /** A shadow root, closed ones too where the browser lets an extension look. @param {Element} el */
  const inside = (el) =>
    el.shadowRoot ?? (/-/.test(el.localName) && el instanceof HTMLElement ? globalThis.chrome?.dom?.openOrClosedShadowRoot?.(el) ?? /** @type {any} */ (el).openOrClosedShadowRoot : null);

  /** The field under a point, through shadow roots. @param {number} x @param {number} y */
  const under = (x, y) => {
    /** @type {Document | ShadowRoot} */
    let tree = document;
    for (;;) {
      /** @type {Document | ShadowRoot} */
      const proto = tree instanceof ShadowRoot ? ShadowRoot.prototype : Document.prototype;
      /** @type {Element | undefined} */
      const el = proto.elementsFromPoint.call(tree, x, y).find((/** @type {Element} */ one) => one !== host);
      /** @type {ShadowRoot | null | undefined} */
      const inner = el && inside(el);
      if (!el || !inner || inner === tree) return placeOf(el ?? null);
      tree = inner;
    }
  };

  /** Moves among the fields that can be seen. @param {number} way */
  const move = (way) => {
    const unseen = described.judge();
    const list = fields.flatMap((el, place) => (el?.isConnected && placeOf(el) === place && !unseen(el) ? [place] : []));
    const now = list.indexOf(at);
    const next = list[now < 0 && way < 0 ? list.length - 1 : (now + way + list.length) % list.length];
    const el = next === undefined ? undefined : fields[next];
    if (next === undefined || !el) return;
    el.scrollIntoView({ block: 'nearest' });
    aim(next);
    said.textContent = el.labels?.[0]?.textContent?.trim() || el.getAttribute('aria-label') || el.name || el.id;
  };

  return new Promise((/** @type {(pointed: Pointed) => void} */ resolve) => {
    const end = (/** @type {number} */ place) => {
      stop.abort();
      host.remove();
      delete world[POINTING];
      resolve({ nonce, index: place < 0 ? null : place });
    };

    /** Keeps a person's event from the page; what scripts make up is let through unheard. @param {Event} event */
    const hold = (event) => {
      if (!event.isTrusted) return false;
      // A wheel still scrolls.
      if (event.type !== 'wheel') event.preventDefault();
      event.stopImmediatePropagation();
      return true;
    };

    const options = { capture: true, passive: false, signal: stop.signal };
    for (const name of HELD) window.addEventListener(name, hold, options);
    window.addEventListener('pointermove', (event) => {
      if (hold(event)) aim(under(event.clientX, event.clientY));
    }, options);
    window.addEventListener('click', (event) => {
      if (!hold(event)) return;
      aim(under(event.clientX, event.clientY));
      if (at >= 0) end(at);
    }, options);
    window.addEventListener('keydown', (event) => {
      if (!hold(event)) return;
      if (event.key === 'Escape') end(-1);
      else if (event.key === 'Enter' && at >= 0) end(at);
      else if (event.key === 'Tab') move(event.shiftKey ? -1 : 1);
      else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') move(event.key === 'ArrowUp' ? -1 : 1);
    }, options);
    window.addEventListener('scroll', draw, { capture: true, passive: true, signal: stop.signal });
    window.addEventListener('resize', draw, { signal: stop.signal });
    window.addEventListener('pagehide', () => end(-1), { signal: stop.signal });
    Object.defineProperty(world, POINTING, { configurable: true, value: () => end(-1) });
    document.documentElement.append(host);
    host.showPopover();
    window.focus();
  });
})();
