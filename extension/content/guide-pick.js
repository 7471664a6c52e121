// Pointing at a value on a page that no recipe knows: the pointer or Tab moves an outline, a click or Enter takes
// the text under it, Escape stops. The page hears none of these events.
(() => {
  'use strict';

  const world = /** @type {Record<symbol, import('./guide-kit').Kit | undefined>} */ (/** @type {unknown} */ (globalThis));
  const kit = world[Symbol.for('keyfob.guide')];
  if (!kit || kit.pick) return;

  const HELD = ['pointerdown', 'pointerup', 'mousedown', 'mouseup', 'mousemove', 'touchstart', 'touchend', 'auxclick', 'dblclick', 'contextmenu', 'keyup', 'keypress'];

  /** @type {import('./guide-kit').MakePick} */
  const makePick = (look, helper, refs, done) => {
    const stop = new AbortController();
    /** @type {Element | null} */
    let at = null;

    /** What an element holds, as text; empty where there is nothing to take. @param {Element} el */
    const textOf = (el) => {
      let text = '';
      if (el instanceof HTMLInputElement) {
        if (look.TEXT_TYPES.has(el.type) && (el.type !== 'password' || look.readable(el))) text = el.value.trim();
      } else if (el instanceof HTMLTextAreaElement) {
        text = el.value.trim();
      } else if (el instanceof HTMLElement) {
        text = el.innerText.trim();
      }
      return look.bytes(text) <= look.MAX_CANDIDATE ? text : '';
    };

    /** The innermost element under a point that is not ours and holds text. @param {number} x @param {number} y */
    const under = (x, y) => {
      /** @type {Document | ShadowRoot} */
      let root = document;
      for (;;) {
        /** @type {Element | undefined} */
        const el = root.elementsFromPoint(x, y).find((one) => !helper.owns(one));
        if (el?.shadowRoot && el.shadowRoot !== root) root = el.shadowRoot;
        else return el && el !== document.body && el !== document.documentElement && textOf(el) ? el : null;
      }
    };

    /** @param {Element | null} el */
    const aim = (el) => {
      at = el;
      helper.point(el);
    };

    /** @param {string} text @param {string} label */
    const finish = (text, label) => {
      stop.abort();
      helper.point(undefined);
      done(text, label);
    };

    const take = () => {
      const text = at ? textOf(at) : '';
      if (at && text) finish(text, look.labelOf(at));
    };

    /** Moves among what could be a value: first the texts that look like one, then the fields. @param {number} way */
    const move = (way) => {
      const now = refs();
      const fields = (now?.landmarks ?? []).map((ref) => ref.deref()).filter((el) => el !== undefined && look.isField(el));
      const list = [...new Set([...(now?.candidates ?? []).map((ref) => ref.deref()), ...fields])].filter((el) => el !== undefined).filter((el) => el.isConnected && textOf(el) !== '');
      const place = at ? list.indexOf(at) : -1;
      const el = list[place < 0 && way < 0 ? list.length - 1 : (place + way + list.length) % list.length];
      if (!el) return;
      el.scrollIntoView({ block: 'nearest' });
      aim(el);
      helper.name(el, textOf(el).length);
    };

    /** Keeps a person's event from the page; what scripts make up is let through unheard. @param {Event} event */
    const hold = (event) => {
      if (!event.isTrusted) return false;
      event.preventDefault();
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
      take();
    }, options);
    window.addEventListener('keydown', (event) => {
      if (!hold(event)) return;
      if (event.key === 'Escape') finish('', '');
      else if (event.key === 'Enter') take();
      else if (event.key === 'Tab') move(event.shiftKey ? -1 : 1);
    }, options);
    window.focus();
    aim(null);

    return { stop: () => stop.abort() };
  };

  kit.pick = makePick;
})();
