// The cover: lies over the values that stand in a portal page while it is guided, so that no picture of the screen
// holds any part of one.
//
// In: digests of what the background said is a value, and every change of the page. Out: boxes in the helper's layer.
// The page itself stays as it was: its text can be selected and its Copy button gives the value. No value is kept,
// only digests; what looks like a value and was not judged yet is covered until it is.
(() => {
  'use strict';

  /** @typedef {import('./guide-kit').Field} Field */
  /** @typedef {{left: number, top: number, right: number, bottom: number}} Box */
  /** Part of a text node. @typedef {{node: Text, from: number, to: number}} Part */
  /** A value in the text of the page; `at` is where it was last. @typedef {{print: number, parts: Part[], at: Box | null}} Piece */

  const world = /** @type {Record<symbol, import('./guide-kit').Kit | undefined>} */ (/** @type {unknown} */ (globalThis));
  const kit = world[Symbol.for('keyfob.guide')];
  if (!kit || kit.cover) return;

  /** Elements that do not end a word. Those of frameworks are drawn in the line too, unless they say otherwise. */
  const INLINE = /^(a|abbr|b|bdi|bdo|big|code|data|del|em|font|i|ins|kbd|label|mark|output|q|s|samp|slot|small|span|strong|sub|sup|text|time|tspan|tt|u|var|wbr|.+-.*)$/;
  const SKIPPED = new Set('SCRIPT STYLE NOSCRIPT TEMPLATE IFRAME OBJECT EMBED CANVAS VIDEO AUDIO HEAD'.split(' '));
  const LONG = /\S{8}/;
  /** Longest line of text that is searched, and longest value of a field. */
  const MAX_TEXT = 20000;
  const MAX_BOXES = 200;
  /** Most texts that are covered before they are judged, for pages that are full of numbers. */
  const MAX_GUESSES = 60;
  /** Most parts into which a page may cut a value. */
  const MAX_CUTS = 80;
  /** Pixels around a value, since letters reach beyond their box. */
  const ROOM = 2;
  /** Most pixels by which a cover that moves reaches ahead: pages scroll before their scripts hear of it. */
  const AHEAD = 240;

  /** @type {import('./guide-kit').MakeCover} */
  const makeCover = (look, helper, watch, guessed) => {
    /** Digests of values, of texts that wait to be judged, and of those that are none. */
    const known = /** @type {Set<number>} */ (new Set());
    const guesses = /** @type {Set<number>} */ (new Set());
    const harmless = /** @type {Set<number>} */ (new Set());
    /** Values in the text, by the node in which they begin. @type {Map<Text, Piece[]>} */
    const texts = new Map();
    /** @type {Set<Field>} */
    const fields = new Set();
    /** What a field held when it was last looked at. @type {WeakMap<Field, {whole: number, prints: number[], at: Box | null}>} */
    const contents = new WeakMap();
    /** @type {HTMLElement[]} */
    const boxes = [];
    const range = document.createRange();
    const label = chrome.i18n?.getMessage('helper_covered') || 'Covered by Keyfob';
    /** @type {{layer: HTMLElement, gauge: HTMLElement, beat: HTMLElement} | null} */
    let drawn = null;
    /** @type {ResizeObserver | null} */
    let late = null;
    let frame = 0;

    /** @param {number} print */
    const wanted = (print) => known.has(print) || guesses.has(print);

    // ---------------------------------------------------------------------------------------------------- finding

    /** Remembers a text that could be a value until the background has judged it. @param {string} text @param {number} print */
    const guess = (text, print) => {
      if (guesses.has(print)) return true;
      if (guesses.size >= MAX_GUESSES || harmless.has(print) || !look.likely(text)) return false;
      guesses.add(print);
      guessed();
      return true;
    };

    /** The value in a run of characters: its place and digest. Cuts are where a text node ends. @param {string} text @param {number} from @param {number} to @param {number[]} cuts */
    const valueIn = (text, from, to, cuts) => {
      const run = text.slice(from, to);
      const prints = look.prints(run);
      const print = prints.find(wanted);
      if (print !== undefined) return { from, to, print };
      const ends = [from, ...cuts.filter((cut) => cut > from && cut < to), to].slice(0, MAX_CUTS);
      if (ends.length > 2) {
        // Words and value may stand side by side without a space between them.
        for (let a = 0; a < ends.length; a++) {
          for (let b = ends.length - 1; b > a; b--) {
            const [start = 0, end = 0] = [ends[a], ends[b]];
            const part = end - start < 8 ? undefined : look.prints(text.slice(start, end)).find(wanted);
            if (part !== undefined) return { from: start, to: end, print: part };
          }
        }
      }
      const [whole = 0] = prints;
      return guess(look.clean(run), whole) ? { from, to, print: whole } : null;
    };

    /** Searches one line of text, in however many nodes. @param {Text[]} line */
    const read = (line) => {
      for (const node of line) texts.delete(node);
      const [first] = line;
      const text = line.length === 1 && first ? first.data : line.map((node) => node.data).join('');
      if (!first || text.length < 8 || text.length > MAX_TEXT || !LONG.test(text)) return;
      /** @type {number[]} */
      const starts = [];
      let length = 0;
      for (const node of line) {
        starts.push(length);
        length += node.data.length;
      }
      for (const run of text.matchAll(look.RUN)) {
        const value = valueIn(text, run.index, run.index + run[0].length, starts);
        if (!value) continue;
        /** @type {Part[]} */
        const parts = [];
        line.forEach((node, i) => {
          const start = starts[i] ?? 0;
          const from = Math.max(0, value.from - start);
          const to = Math.min(node.data.length, value.to - start);
          if (from < to) parts.push({ node, from, to });
        });
        const owner = parts[0]?.node;
        if (owner) texts.set(owner, [...(texts.get(owner) ?? []), { print: value.print, parts, at: null }]);
      }
    };

    /** Whether a node goes on the line of what stands before it. @param {Node} node */
    const inline = (node) => node instanceof Text || (node instanceof Element && INLINE.test(node.localName) && !node.shadowRoot);

    /** Searches nodes that follow each other, and all that is in them. @param {Iterable<Node>} nodes */
    const search = (nodes) => {
      /** @type {Text[]} */
      let line = [];
      const flush = () => {
        if (line.length) read(line);
        line = [];
      };
      /** @param {Node} node */
      const walk = (node) => {
        if (node instanceof Text) {
          if (node.data) line.push(node);
          return;
        }
        if (!(node instanceof Element || node instanceof ShadowRoot)) return;
        if (node instanceof Element && (SKIPPED.has(node.tagName) || helper.owns(node))) return;
        const apart = !inline(node);
        if (apart) flush();
        if (node instanceof Element) {
          if (look.isField(node)) {
            fields.add(node);
            return;
          }
          if (node.shadowRoot) enter(node.shadowRoot);
        }
        for (let child = node.firstChild; child; child = child.nextSibling) walk(child);
        if (apart) flush();
      };
      for (const node of nodes) walk(node);
      flush();
    };

    /** @param {ShadowRoot} root */
    const enter = (root) => {
      watch(root);
      search([root]);
    };

    /** The line on which a node stands: up to the blocks before and after it. @param {Node} node */
    const lineOf = (node) => {
      let top = node;
      while (top.parentNode && inline(top.parentNode)) top = top.parentNode;
      const line = [top];
      for (let near = top.previousSibling; near && inline(near); near = near.previousSibling) line.unshift(near);
      for (let near = top.nextSibling; near && inline(near); near = near.nextSibling) line.push(near);
      return line;
    };

    /** @param {Iterable<Node>} nodes */
    const find = (nodes) => {
      /** @type {Set<Node>} */
      const done = new Set();
      for (const node of nodes) {
        if (!node.isConnected || done.has(node)) continue;
        const line = inline(node) ? lineOf(node) : [node];
        for (const one of line) done.add(one);
        search(line);
      }
    };

    /** Digests of the values that a field shows; dots show none. @param {Field} el */
    const inField = (el) => {
      let text = '';
      if (el instanceof HTMLSelectElement) text = el.selectedOptions[0]?.text ?? '';
      else if (el.type !== 'password') text = el.value || el.placeholder;
      text = text.slice(0, MAX_TEXT);
      const whole = text.length < 8 ? 0 : look.digest(text);
      const before = contents.get(el);
      if (before?.whole === whole) return before;
      /** @type {number[]} */
      const prints = [];
      if (whole) {
        const mayGuess = !(el instanceof HTMLSelectElement) && look.readable(el);
        for (const [run] of text.matchAll(look.RUN)) {
          const all = look.prints(run);
          prints.push(...all);
          if (mayGuess && !all.some(wanted)) guess(look.clean(run), all[0] ?? 0);
        }
      }
      const now = { whole, prints, at: null };
      contents.set(el, now);
      return now;
    };

    // ---------------------------------------------------------------------------------------------------- drawing

    /** @param {Box} box @param {Box} by */
    const cut = (box, by) => ({
      left: Math.max(box.left, by.left), top: Math.max(box.top, by.top),
      right: Math.min(box.right, by.right), bottom: Math.min(box.bottom, by.bottom),
    });

    /** What is left of a box within all that scrolls around it. In doubt nothing is cut off. @param {Box} box @param {Element | null} inside */
    const within = (box, inside) => {
      let left = box;
      let position = '';
      for (let el = inside; el && el !== document.body && el !== document.documentElement; el = look.drawnIn(el)) {
        const style = getComputedStyle(el);
        if (position === 'absolute' && style.position === 'static') continue;
        if (!/^(inline|contents|table.*)$/.test(style.display)) {
          const frame = /auto|scroll|hidden/.test(style.overflowX + style.overflowY) ? el.getBoundingClientRect() : box;
          if (/auto|scroll|hidden/.test(style.overflowX)) left = cut(left, { ...left, left: frame.left, right: frame.right });
          if (/auto|scroll|hidden/.test(style.overflowY)) left = cut(left, { ...left, top: frame.top, bottom: frame.bottom });
        }
        position = style.position;
        if (position === 'fixed' || el.matches(':modal,:popover-open')) break;
      }
      return left;
    };

    /** @param {Element | null} el */
    const shows = (el) => el !== null && el.checkVisibility({ opacityProperty: true, visibilityProperty: true });

    /** Where the value of a field stands: not where its frame, an eye or a Copy button may be. @param {Field} el */
    const insideOf = (el) => {
      const { left, top, right, bottom } = el.getBoundingClientRect();
      if (!(el instanceof HTMLInputElement) || !look.TEXT_TYPES.has(el.type)) return { left, top, right, bottom };
      const { paddingLeft, paddingRight, borderLeftWidth, borderRightWidth } = getComputedStyle(el);
      return { left: left + parseFloat(borderLeftWidth) + parseFloat(paddingLeft), top: top + 1, right: right - parseFloat(borderRightWidth) - parseFloat(paddingRight), bottom: bottom - 1 };
    };

    /** @param {Part} part */
    const rectsOf = ({ node, from, to }) => {
      if (to > node.data.length) return [];
      range.setStart(node, from);
      range.setEnd(node, to);
      return range.getClientRects();
    };

    /** Adds what has to be covered, longer on the way that it moves. @param {Box[]} list @param {Box[]} found @param {{at: Box | null}} of @param {Element | null} inside */
    const add = (list, found, of, inside) => {
      const [first] = found;
      if (!first) {
        of.at = null;
        return;
      }
      const ahead = (/** @type {number} */ now, /** @type {number | undefined} */ then) => Math.min(AHEAD, then === undefined ? 0 : 2 * Math.abs(now - then)) + ROOM;
      const x = ahead(first.left, of.at?.left);
      const y = ahead(first.top, of.at?.top);
      of.at = first;
      for (const { left, top, right, bottom } of found) {
        const box = within({ left: left - x, top: top - y, right: right + x, bottom: bottom + y }, inside);
        if (box.right - box.left < 2 || box.bottom - box.top < 2 || box.right <= 0 || box.bottom <= 0 || box.left >= innerWidth || box.top >= innerHeight) continue;
        const last = list.at(-1);
        if (last && Math.abs(last.top - box.top) < 3 && Math.abs(last.bottom - box.bottom) < 3 && box.left <= last.right + ROOM && box.right >= last.left - ROOM) {
          // Side by side: one cover, which says nothing of how the page has cut the value.
          Object.assign(last, { left: Math.min(last.left, box.left), top: Math.min(last.top, box.top), right: Math.max(last.right, box.right), bottom: Math.max(last.bottom, box.bottom) });
        } else {
          list.push(box);
        }
      }
    };

    /** All that has to be covered now. */
    const targets = () => {
      /** @type {Box[]} */
      const list = [];
      for (const [node, pieces] of texts) {
        if (!node.isConnected) {
          texts.delete(node);
          continue;
        }
        for (const piece of pieces) {
          if (!wanted(piece.print)) continue;
          const parts = piece.parts.filter(({ node: part }) => shows(part.parentElement ?? look.drawnIn(part)));
          add(list, parts.flatMap((part) => [...rectsOf(part)]).filter((rect) => rect.width > 0 && rect.height > 0), piece, look.drawnIn(node));
        }
      }
      for (const el of fields) {
        if (!el.isConnected) {
          fields.delete(el);
          continue;
        }
        const content = inField(el);
        if (content.prints.some(wanted) && shows(el)) add(list, [insideOf(el)], content, look.drawnIn(el));
      }
      return list.slice(0, MAX_BOXES);
    };

    /** @param {string} [name] */
    const make = (name = '') => {
      const el = document.createElement('div');
      el.className = name;
      return el;
    };

    const build = () => {
      if (drawn) return drawn;
      const layer = helper.layer();
      const [gauge, beat] = [make('gauge'), make('beat')];
      layer.append(gauge, beat);
      drawn = { layer, gauge, beat };
      late = new ResizeObserver(draw);
      late.observe(beat);
      return drawn;
    };

    /** Lays the covers where the values are now. */
    const draw = () => {
      const list = targets();
      if (!list.length && !boxes.length) return;
      const { layer, gauge } = build();
      helper.layer();
      // A page may zoom its root, and what we draw with it.
      const unit = gauge.getBoundingClientRect();
      const scale = unit.width / 100 || 1;
      list.forEach((box, i) => {
        let el = boxes[i];
        if (!el) {
          el = make('cover');
          el.append(make());
          layer.append(el);
          boxes.push(el);
        }
        const [left, top, right, bottom] = [box.left - unit.left, box.top - unit.top, box.right - unit.left, box.bottom - unit.top].map((at) => at / scale);
        const place = [Math.floor(left ?? 0), Math.floor(top ?? 0), Math.ceil(right ?? 0), Math.ceil(bottom ?? 0)];
        const [x = 0, y = 0, w = 0, h = 0] = [place[0], place[1], (place[2] ?? 0) - (place[0] ?? 0), (place[3] ?? 0) - (place[1] ?? 0)];
        const style = `left:${x}px;top:${y}px;width:${w}px;height:${h}px`;
        if (el.dataset['at'] === style) return;
        el.dataset['at'] = style;
        Object.assign(el.style, { left: `${x}px`, top: `${y}px`, width: `${w}px`, height: `${h}px`, fontSize: `${Math.max(8, Math.min(13, Math.round(h * 0.6)))}px` });
        const words = w >= 64 && h >= 11 ? label : '';
        if (el.firstElementChild && el.textContent !== words) el.firstElementChild.textContent = words;
      });
      for (const el of boxes.splice(list.length)) el.remove();
    };

    /** Looks once in every frame, behind all that the page's own scripts do in it: an element of ours that changes its size is told of after the layout. */
    const turn = () => {
      frame = requestAnimationFrame(turn);
      if (drawn?.layer.isConnected && boxes.length) drawn.beat.style.width = drawn.beat.style.width === '1px' ? '2px' : '1px';
      else draw();
    };

    return {
      begin: () => {
        if (frame) return;
        search([document.documentElement]);
        draw();
        frame = requestAnimationFrame(turn);
      },
      know: (prints) => {
        const news = prints.filter((print) => !known.has(print));
        for (const print of news) known.add(print);
        // Elsewhere on the page the same value may stand as part of another text.
        if (news.length) {
          texts.clear();
          search([document.documentElement]);
        }
        draw();
      },
      enter: (root) => {
        search([root]);
        draw();
      },
      changed: (records) => {
        if (!frame) return;
        /** @type {Set<Node>} */
        const nodes = new Set();
        for (const { type, target, addedNodes, removedNodes, previousSibling, nextSibling } of records) {
          if (type === 'characterData') nodes.add(target);
          else if (type === 'childList') {
            for (const node of addedNodes) nodes.add(node);
            // What stood around something that went may be one line now.
            if (removedNodes.length) for (const node of [target, previousSibling, nextSibling]) if (node && inline(node)) nodes.add(node);
          }
        }
        find(nodes);
        draw();
      },
      guesses: () => [...guesses],
      judged: (prints) => {
        for (const print of prints) {
          guesses.delete(print);
          if (!known.has(print)) harmless.add(print);
        }
        draw();
      },
      stop: () => {
        cancelAnimationFrame(frame);
        frame = 0;
        late?.disconnect();
        late = drawn = null;
        for (const el of boxes.splice(0)) el.remove();
        for (const held of [known, guesses, harmless, texts, fields]) held.clear();
      },
    };
  };

  kit.cover = makeCover;
})();
