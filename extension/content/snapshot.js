// @ts-check
/**
 * The form controls of this document, described without their values. A classic script: its completion value is the
 * snapshot, so it works through `scripting.executeScript({files})` and in any page. It changes nothing in the page,
 * never throws, and leaves one global for `fill.js`, which acts on the very elements described here.
 * long: one injection, one completion value; it cannot import.
 */

/**
 * @typedef {{value: string, text: string, selected: boolean}} Choice
 * @typedef {{
 *   index: number, name: string, id: string, data_name: string, tag: string, kind: string, autocomplete: string,
 *   label: string, beside: string, section: string, outline: string[], intro: string, intro_links: string[], group: string, placeholder: string, help: string, links: string[],
 *   hints: string, form: number,
 *   action: string, options: Choice[], state: string, length: number, visible: boolean, unseen: string,
 *   disabled: boolean, readonly: boolean, required: boolean, submit: string
 * }} Control
 * @typedef {{origin: string, same_origin: boolean, visible: boolean, controls: number, words: string[]}} Frame
 * @typedef {{tone: string, text: string}} Notice
 * @typedef {{
 *   version: number, url: string, title: string, language: string, screen: string, plugins: string[],
 *   tabs: string[], links: string[], headings: string[], notices: Notice[], nonce: string, controls: Control[], frames: Frame[]
 * }} Snapshot
 * @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} FieldElement an element that is typed into
 *   without being any of these (`contenteditable`) goes for one too: what it lacks is not asked of it
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box
 */

(() => {
  const KEY = Symbol.for('keyfob.snapshot');
  const MAX_CONTROLS = 2000;
  const MAX_TEXT = 160;
  const MAX_OPTIONS = 60;
  const MAX_HEADINGS = 40;
  const MAX_FRAMES = 20;
  const MAX_NOTICES = 8;
  const MAX_PLUGINS = 30;
  const MAX_TABS = 6;

  /** @type {Snapshot} */
  const snapshot = {
    version: 2, url: '', title: '', language: '', screen: '', plugins: [], tabs: [], links: [], headings: [], notices: [], nonce: '',
    controls: [], frames: [],
  };

  // A form's own properties can be shadowed by its fields (`<input name="action">`), the document's by its forms and
  // images, in this world too. The prototypes' cannot.
  const { getAttribute, hasAttribute, closest, getBoundingClientRect, querySelector } = Element.prototype;
  /** @param {object} of @param {string} name @returns {(of: object) => any} */
  const getter = (of, name) => {
    const get = Object.getOwnPropertyDescriptor(of, name)?.get;
    return (el) => get?.call(el);
  };
  const parentOf = getter(Node.prototype, 'parentNode');
  const slotOf = getter(Element.prototype, 'assignedSlot');
  const shadowOf = getter(Element.prototype, 'shadowRoot');
  const scrolled = { left: getter(Element.prototype, 'scrollLeft'), top: getter(Element.prototype, 'scrollTop') };
  const root = /** @type {HTMLElement} */ (getter(Document.prototype, 'documentElement')(document));
  const body = /** @type {HTMLElement | null} */ (getter(Document.prototype, 'body')(document));
  const baseURI = getter(Node.prototype, 'baseURI')(document);
  const sent = ['action', 'method', 'target'].map((name) => getter(HTMLFormElement.prototype, name));
  /** @param {Element} el @param {string} name */
  const attr = (el, name) => getAttribute.call(el, name) ?? '';

  /** At most `MAX_TEXT` bytes of UTF-8. @param {string} text */
  const cut = (text) => {
    let bytes = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
      if (bytes > MAX_TEXT) {
        // Not between the halves of a pair.
        const whole = code >= 0xdc00 && code <= 0xdfff ? i - 1 : i;
        return text.slice(0, whole);
      }
    }
    return text;
  };

  /** Words only: what looks like a value that somebody printed beside the field is left out. @param {string} text */
  const clean = (text) =>
    cut(
      text
        .slice(0, 1000)
        .replace(/[A-Za-z0-9_+/=~.-]{20,}/g, (run) => (/\d/.test(run) && /[A-Za-z]/.test(run) ? '…' : run))
        .replace(/\s+/g, ' ')
        .trim(),
    );

  const SILENT = new Set([
    'input', 'select', 'textarea', 'option', 'script', 'style', 'template', 'noscript', 'button', 'svg', 'iframe',
    'datalist', 'output',
  ]);

  /** What is typed, drawn or run is no word of the page's. @param {Element} el */
  const isSilent = (el) => SILENT.has(el.localName) || hasAttribute.call(el, 'contenteditable');

  /** The words in a node, without what is typed or chosen in its fields. @param {Node | null | undefined} node */
  const words = (node) => {
    if (!node) return '';
    /** @type {string[]} */
    const parts = [];
    let budget = 400;
    /** @param {Node} at */
    const walk = (at) => {
      if (budget <= 0) return;
      if (at.nodeType === 3) {
        const text = at.nodeValue ?? '';
        budget -= text.trim().length;
        parts.push(text.slice(0, 1000));
      } else if (at.nodeName === 'IMG') {
        parts.push(` ${attr(/** @type {Element} */ (at), 'alt').slice(0, 100)} `);
      } else if (at.nodeName === 'SLOT') {
        for (const given of /** @type {HTMLSlotElement} */ (at).assignedNodes({ flatten: true })) walk(given);
      } else if (at.nodeType === 1 && ((at === node && at.nodeName === 'BUTTON') || !isSilent(/** @type {Element} */ (at)))) {
        for (let child = at.firstChild; child; child = child.nextSibling) walk(child);
        parts.push(' ');
      }
    };
    walk(node);
    return clean(parts.join(''));
  };

  /** The parent on the screen: through slots and out of shadow roots. @param {Element} el @returns {Element | null} */
  const above = (el) => {
    const slot = slotOf(el);
    if (slot) return slot;
    const parent = parentOf(el);
    if (parent instanceof ShadowRoot) return parent.host;
    return parent instanceof Element ? parent : null;
  };

  /** Shapes that leave nothing. */
  const CLIPPED = /^(circle|ellipse)\(0|^inset\((100|[5-9]\d)(\.\d+)?%|^polygon\((0(px|%)? 0(px|%)?(, )?)+\)/;

  /** The old way to clip, for positioned boxes only. @param {CSSStyleDeclaration} style */
  const cutOut = (style) => style.clip !== 'auto' && /^rect\((\d+)px,? (\d+)px,? \1px,? \2px\)$/.test(style.clip);

  /** Whether an element holds even fixed boxes. @param {CSSStyleDeclaration} style */
  const holdsAll = (style) =>
    style.transform !== 'none' || style.filter !== 'none' || /paint|strict|content/.test(style.contain);

  /**
   * A judge of what can be seen; it remembers what it read, so one judge serves one moment.
   * @returns {(el: Element) => string} the reason why an element cannot be seen, or ''
   */
  const judge = () => {
    const width = window.innerWidth;
    const height = window.innerHeight;
    const { scrollX, scrollY } = window;
    const leftmost = getComputedStyle(root).direction === 'rtl' ? root.clientWidth - root.scrollWidth : 0;
    /**
     * @typedef {{
     *   el: Element, up: Facts | null, style: CSSStyleDeclaration, opacity: number, clipped: boolean, inert: boolean,
     *   masked: boolean, box: Box | null
     * }} Facts
     */
    /** @type {Map<Element, Facts>} */
    const known = new Map();

    /** @param {Element} el @returns {Facts} */
    const facts = (el) => {
      const before = known.get(el);
      if (before) return before;
      const parent = above(el);
      const up = parent ? facts(parent) : null;
      const style = getComputedStyle(el);
      const { filter, clipPath } = style;
      const faded = filter === 'none' ? null : /opacity\(([\d.]+)(%?)\)/.exec(filter);
      const fade = faded ? Number(faded[1]) / (faded[2] ? 100 : 1) : 1;
      const made = {
        el,
        up,
        style,
        opacity: (up ? up.opacity : 1) * Number(style.opacity) * fade,
        clipped: (up ? up.clipped : false) || (clipPath !== 'none' && CLIPPED.test(clipPath)) || cutOut(style),
        inert: (up ? up.inert : false) || hasAttribute.call(el, 'inert'),
        masked: (up ? up.masked : false) || style.maskImage !== 'none',
        box: null,
      };
      known.set(el, made);
      return made;
    };

    /** @param {Facts} of @returns {Box} */
    const box = (of) => (of.box ??= getBoundingClientRect.call(of.el));

    return (el) => {
      const own = facts(el);
      if (own.inert || !el.isConnected) return 'hidden';
      if (!el.checkVisibility() || own.style.visibility !== 'visible') return 'hidden';
      const details = closest.call(el, 'details:not([open])');
      if (details && !closest.call(el, 'summary')) return 'hidden';
      if (own.opacity < 0.2 || own.masked) return 'transparent';
      if (own.clipped) return 'tiny';
      let at = box(own);
      if (at.right - at.left < 10 || at.bottom - at.top < 8) return 'tiny';

      // Up through what clips or scrolls. An absolute box is not clipped by an ancestor that does not hold it.
      let { position } = own.style;
      if (position === 'relative' || position === 'sticky') position = 'static';
      for (let up = own.up; up; up = up.up) {
        const around = up.style.position;
        if (position === 'fixed' && !holdsAll(up.style)) continue;
        if (position === 'absolute' && around === 'static' && !holdsAll(up.style)) continue;
        const { overflow } = up.style;
        // The overflow of these two is the viewport's.
        if (overflow !== 'visible' && up.el !== root && up.el !== body) {
          const frame = box(up);
          if (/auto|scroll/.test(overflow)) {
            const aside = scrolled.left(up.el);
            const x = at.right - frame.left + aside;
            const y = at.bottom - frame.top + scrolled.top(up.el);
            if (y <= 0 || (x <= 0 && aside >= 0)) return 'offscreen';
            at = frame;
          } else {
            at = {
              left: Math.max(at.left, frame.left),
              top: Math.max(at.top, frame.top),
              right: Math.min(at.right, frame.right),
              bottom: Math.min(at.bottom, frame.bottom),
            };
          }
          if (at.right - at.left < 4 || at.bottom - at.top < 4) return 'offscreen';
        }
        position = around === 'absolute' || around === 'fixed' ? around : 'static';
      }
      if (position === 'fixed') {
        return at.right <= 0 || at.bottom <= 0 || at.left >= width || at.top >= height ? 'offscreen' : '';
      }
      const left = at.left + scrollX;
      const top = at.top + scrollY;
      const beyond =
        at.right + scrollX <= leftmost ||
        at.bottom + scrollY <= 0 ||
        left >= leftmost + Math.max(root.scrollWidth, width) ||
        top >= Math.max(root.scrollHeight, height);
      return beyond ? 'offscreen' : '';
    };
  };

  const { elementFromPoint } = Document.prototype;
  /**
   * Whether something lies over the whole of a field wherever the page is scrolled to. What sticks to the window, as
   * bars and dialogs do, is judged right before a fill, closely. @param {FieldElement} el
   */
  const covered = (el) => {
    if (el.getRootNode() !== document) return false;
    const { left, top, right, bottom, width, height } = getBoundingClientRect.call(el);
    for (let box = above(el); box && box !== document.body; box = above(box)) {
      if (getComputedStyle(box).overflow === 'visible') continue;
      const edge = getBoundingClientRect.call(box);
      // Scrolled out of a box of its own: what is there now does not lie over it.
      if (left < edge.left || top < edge.top || right > edge.right || bottom > edge.bottom) return false;
    }
    for (const [x, y] of [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]]) {
      const hit = elementFromPoint.call(document, left + width * (x ?? 0), top + height * (y ?? 0));
      if (!hit || Node.prototype.contains.call(hit, el) || labels.get(el)?.some((label) => label.contains(hit))) return false;
      for (let up = /** @type {Element | null} */ (hit); up; up = above(up)) {
        if (/fixed|sticky/.test(getComputedStyle(up).position)) return false;
      }
    }
    return true;
  };

  const HEADINGS = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'legend', 'caption']);
  const FIELDS = new Set(['input', 'select', 'textarea']);
  const BUTTONS = new Set(['submit', 'button', 'reset', 'image']);

  /** @typedef {{el: FieldElement, heads: Element[], next: number}} Seen */
  /** @type {Seen[]} */
  const fields = [];
  /** @type {Element[]} */
  const heads = [];
  /** How many fields stood before a heading. @type {Map<Element, number>} */
  const fieldsBefore = new Map();
  /** Paragraphs between a heading and the first field below it. @type {Map<Element, Element[]>} */
  const intros = new Map();
  /** @type {Element[]} */
  const buttons = [];
  /** @type {Element[]} */
  const frames = [];
  /** @type {Map<Element, number>} */
  const forms = new Map();

  /** Labels of a field. @type {Map<Element, Element[]>} */
  const labels = new Map();
  /** Labels by the id that they are for: of two fields with one id the browser knows only the first. @type {Map<string, Element>} */
  const labelled = new Map();
  /** Links that lead to a place in this page, by its id: tabs are often made of them. @type {Map<string, Element>} */
  const anchors = new Map();
  /** Radio buttons that exclude each other, by form and name. @type {Map<string, HTMLInputElement[]>} */
  const choices = new Map();

  /** What the radio buttons of one choice have in common. @param {FieldElement} el */
  const choiceOf = (el) => `${el.form ? forms.get(el.form) ?? -1 : -1} ${attr(el, 'name')}`;
  /** The radio buttons of a choice, in order. @param {FieldElement} el */
  const choicesWith = (el) => choices.get(choiceOf(el)) ?? [];

  /** Whether a link opens a tab or a fold of this page. @param {Element} el */
  const isTab = (el) =>
    /tab|pill|accordion|collapse/i.test(
      [attr(el, 'role'), attr(el, 'class'), attr(el, 'data-toggle'), attr(el, 'data-bs-toggle'), attr(el.parentElement ?? el, 'class')].join(' '),
    ) || closest.call(el, '[role=tablist],.tabs,.nav-tabs,.nav-tab-wrapper,.subsubsub') !== null;

  /** Whether a heading is a row of links: WordPress' tabs. @param {Element} el */
  const isMenu = (el) => (el.firstElementChild ? el.querySelectorAll('a').length > 1 : false);

  /** Whether bold words stand alone in their line, as a heading that is not marked up as one. @param {Element} el */
  const standsAlone = (el) => {
    const line = el.parentElement;
    if (!line || line.childElementCount !== 1 || !/^(p|div|td|li|center)$/.test(line.localName)) return false;
    // Before another cell it is the label of a row.
    if (line.localName === 'td' && line.nextElementSibling) return false;
    for (let at = line.firstChild; at; at = at.nextSibling) if (at !== el && at.nodeValue?.trim()) return false;
    return true;
  };

  /** Whether it is typed into without being a field. @param {Element} el */
  const isEditable = (el) => {
    if (!hasAttribute.call(el, 'contenteditable') || /^false$/i.test(attr(el, 'contenteditable'))) return false;
    const parent = parentOf(el);
    return !(parent instanceof HTMLElement && parent.isContentEditable);
  };

  /** Adds a heading. @param {Element} head */
  const headed = (head) => {
    heads.push(head);
    fieldsBefore.set(head, fields.length);
  };

  /** Whether it is a list that a script draws, closed, with what is chosen on it. @param {Element} el */
  const isList = (el) => attr(el, 'aria-haspopup') === 'listbox' || attr(el, 'role') === 'combobox';

  /** A shadow root, a closed one if the page has defined the element: other extensions' are theirs. @param {Element} el */
  const inside = (el) => {
    const own = /-/.test(el.localName) && el instanceof HTMLElement && el.matches(':defined');
    return shadowOf(el) ?? (own ? globalThis.chrome?.dom?.openOrClosedShadowRoot?.(el) ?? /** @type {any} */ (el).openOrClosedShadowRoot : null);
  };

  /** One pass in document order, into shadow roots where they stand. @param {Document | ShadowRoot} within */
  const collect = (within) => {
    for (const el of (within instanceof ShadowRoot ? ShadowRoot : Document).prototype.querySelectorAll.call(within, '*')) {
      const tag = el.localName;
      const shadow = inside(el);
      if (shadow) collect(shadow);
      if ((HEADINGS.has(tag) && !isMenu(el)) || (tag === 'div' && el.getAttribute('role') === 'heading')) {
        headed(el);
      } else if ((tag === 'b' || tag === 'strong') && standsAlone(el)) {
        headed(el);
      } else if (tag === 'p') {
        // Between a heading and the first field below it: what the section is about.
        const head = heads[heads.length - 1];
        if (head && fieldsBefore.get(head) === fields.length && !querySelector.call(el, FIELD)) {
          intros.set(head, [...(intros.get(head) ?? []), el].slice(0, 3));
        }
      } else if (tag === 'a') {
        const to = attr(el, 'href');
        if (to.length > 1 && to[0] === '#' && isTab(el)) anchors.set(to.slice(1), el);
      } else if (tag === 'input' && BUTTONS.has(/** @type {HTMLInputElement} */ (el).type)) {
        buttons.push(el);
      } else if (FIELDS.has(tag) || isEditable(el) || isList(el)) {
        // Nothing is typed into a list, but it tells what is chosen.
        if (fields.length < MAX_CONTROLS) {
          fields.push({ el: /** @type {FieldElement} */ (el), heads: heads.slice(-12), next: buttons.length });
        }
      } else if (tag === 'button') {
        buttons.push(el);
      } else if (tag === 'label') {
        // Cheaper than `labels` of each field, which walks the whole tree.
        const { control } = /** @type {HTMLLabelElement} */ (el);
        if (control) labels.set(control, [...(labels.get(control) ?? []), el]);
        const id = attr(el, 'for');
        if (id && !labelled.has(id)) labelled.set(id, el);
      } else if (tag === 'form') {
        forms.set(el, forms.size);
      } else if (tag === 'iframe' || tag === 'frame') {
        frames.push(el);
      }
    }
  };

  const FIELD = 'input:not([type=hidden i]):not([type=checkbox i]):not([type=radio i]):not([type=submit i]):not([type=button i]),select,textarea,[contenteditable=true i]';
  /** Reads an element once and remembers it. @template T @param {(el: Element) => T} read @returns {(el: Element) => T} */
  const once = (read, known = new Map()) => (el) => {
    if (!known.has(el)) known.set(el, read(el));
    return known.get(el);
  };
  /** How many fields for typing or choosing an element holds. */
  const count = once((el) => el.querySelectorAll(FIELD).length);

  /** The largest element around a field that holds no other field. @param {FieldElement} el */
  const rowOf = (el) => {
    let row = /** @type {Element} */ (el);
    for (let depth = 0; depth < 5; depth++) {
      const parent = row.parentElement;
      if (!parent || /^(form|body|html|table|tbody|main|section)$/.test(parent.localName) || count(parent) > 1) break;
      row = parent;
      if (row.localName === 'tr') break;
    }
    return row;
  };

  /** Words of elements named by id. @param {Element} el @param {string} name */
  const named = (el, name) => {
    const ids = attr(el, name);
    if (!ids) return '';
    const root = /** @type {Document | ShadowRoot} */ (el.getRootNode());
    return clean(
      ids
        .split(/\s+/)
        .slice(0, 6)
        .map((id) => words(root.getElementById?.(id)))
        .join(' '),
    );
  };

  /** Words of what a radio button's whole choice is about. @param {FieldElement} el */
  const aboutChoice = (el) => {
    const around = closest.call(el, '[role=radiogroup],fieldset');
    if (!around) return '';
    const legend = around.localName === 'fieldset' ? words(querySelector.call(around, 'legend')) : '';
    return legend || named(around, 'aria-labelledby') || clean(attr(around, 'aria-label'));
  };

  /** Whether a label stands with its field: in the row of another one it is that one's, whatever its `for` says. @param {Element} label @param {FieldElement} el */
  const isOf = (label, el) => {
    let at = label.parentElement;
    while (at && count(at) === 0) at = at.parentElement;
    return at === null || at.contains(el);
  };

  /** @param {FieldElement} el */
  const labelOf = (el) => {
    if (el.type === 'radio') return aboutChoice(el);
    const twin = labelled.get(attr(el, 'id'));
    const own = (labels.get(el) ?? (twin ? [twin] : [])).filter((label) => isOf(label, el)).map(words).filter(Boolean).join(' ');
    const said = own || named(el, 'aria-labelledby') || attr(el, 'aria-label') || attr(el, 'title');
    if (said) return clean(said);
    // The input of a web component is named on the component.
    const within = el.getRootNode();
    if (!(within instanceof ShadowRoot)) return '';
    const { host } = within;
    return clean(attr(host, 'label') || attr(host, 'aria-label') || named(host, 'aria-labelledby') || attr(host, 'title') || before(host));
  };

  /** The text before a node among its siblings, without other fields' words. @param {Node} node */
  const before = (node) => {
    for (let at = node.previousSibling; at; at = at.previousSibling) {
      if (at instanceof Element && (HEADINGS.has(at.localName) || at.matches(FIELD) || count(at) > 0)) return '';
      const text = words(at);
      if (text) return text;
    }
    return '';
  };

  /** @param {FieldElement} el @param {Element} row */
  const besideOf = (el, row) => {
    const line = closest.call(el, 'tr');
    if (line) {
      const head = line.querySelector('th');
      if (head && !head.contains(el)) {
        const text = words(head);
        if (text) return text;
      }
      const cell = closest.call(el, 'td');
      const text = words(cell?.previousElementSibling);
      if (text) return text;
    }
    const item = closest.call(el, 'dd');
    if (item?.previousElementSibling?.localName === 'dt') return words(item.previousElementSibling);
    const own = before(el);
    if (own) return own;
    // A label after its input.
    const after = el.nextElementSibling;
    if (after && count(after) === 0 && /^(label|span|b|strong|em|i)$/.test(after.localName)) {
      const text = words(after);
      if (text) return text;
    }
    for (let at = el.parentElement; at && row.contains(at); at = at.parentElement) {
      const text = before(at);
      if (text) return text;
    }
    const rest = el.nextSibling?.nodeType === 3 ? words(el.nextSibling) : '';
    if (rest) return rest;
    for (let at = el.parentElement; at && row.contains(at); at = at.parentElement) {
      const next = at.nextElementSibling;
      if (next && !querySelector.call(next, 'input,select,textarea') && !HEADINGS.has(next.localName)) return words(next);
    }
    return '';
  };

  /** @param {FieldElement} el @param {Element} row */
  const helpOf = (el, row) => {
    const described = named(el, 'aria-describedby');
    if (described) return described;
    const note = row.querySelector('.description,.help,.help-text,.help-block,.form-text,small,[class*="desc"],[class*="hint"]');
    return note && !note.contains(el) ? words(note) : '';
  };

  /** @param {Element} row */
  const linksOf = (row) => {
    /** @type {Set<string>} */
    const hosts = new Set();
    for (const link of row.querySelectorAll('a[href]')) {
      if (hosts.size === 6) break;
      try {
        const url = new URL(attr(link, 'href'), baseURI);
        if (/^https?:$/.test(url.protocol) && url.host !== location.host) hosts.add(url.hostname);
      } catch {
        // No address.
      }
    }
    return [...hosts];
  };

  const TITLES = 'header,.hndle,.card-header,.card-title,.panel-heading,.panel-title,.modal-title,.modal-header,.accordion-header,h1,h2,h3,h4,[class*=title i],[id*=title i]';
  /** The title of a dialog or card; what stands in the row of one field is that field's. @param {Element} at */
  const titleOf = (at) => {
    for (const one of [...at.querySelectorAll(TITLES)].slice(0, 8)) {
      const parent = one.parentElement;
      if (count(one) > 0 || !parent || (parent !== at && count(parent) === 1 && count(at) > 1)) continue;
      const text = words(one);
      if (text) return text;
    }
    return '';
  };
  /** What an element that holds fields is called, '' if it is nothing of the kind. @param {Element} at */
  const calledGroup = (at) => {
    const role = attr(at, 'role');
    const tag = at.localName;
    if (tag === 'details') return words(querySelector.call(at, 'summary'));
    if (tag === 'dialog' || /^(dialog|alertdialog|tabpanel|region|group|form)$/.test(role)) {
      const own = named(at, 'aria-labelledby') || clean(attr(at, 'aria-label'));
      if (own) return own;
    }
    const tab = anchors.get(attr(at, 'id'));
    // A link to the whole content ("Skip to content") is no tab.
    if (tab && tag !== 'main' && role !== 'main' && !querySelector.call(at, 'h1,main,[role=main]')) return words(tab);
    const kind = attr(at, 'class');
    if (tag === 'dialog' || role === 'dialog' || /\b(postbox|card|panel|modal|accordion|widget|box)\b/i.test(kind)) {
      const own = titleOf(at);
      if (own) return own;
    }
    return captionOf(at);
  };
  /** The line at the head of one of several like boxes, where no markup says that it is one. @param {Element} at */
  const captionOf = (at) => {
    const like = (/** @type {Element | null} */ one) =>
      one !== null && one.localName === at.localName && attr(one, 'class') === attr(at, 'class') && count(one) > 0;
    const first = at.firstElementChild;
    if (!first || at.childElementCount < 2 || count(first) > 0 || !/^(div|li|section|article|tbody)$/.test(at.localName)) return '';
    // A head and a body, or one of several.
    const two = at.childElementCount === 2 && count(at) > 1 && /section|group|block|config|settings|entry/i.test(attr(at, 'class'));
    if (!two && !like(at.previousElementSibling) && !like(at.nextElementSibling)) return '';
    const text = words(first);
    const field = /** @type {FieldElement | null} */ (querySelector.call(at, FIELD));
    // The label of a row is not the name of a box.
    return field && text.length <= 60 && text !== besideOf(field, rowOf(field)) && text !== labelOf(field) ? text : '';
  };
  /** The name of the nearest dialog, tab, card or fold that a field stands in. @type {(el: Element) => string} */
  const groupOf = (el) => {
    const parent = above(el);
    return !parent || parent === root || parent === body ? '' : groupAt(parent);
  };
  const groupAt = once((at) => calledGroup(at) || groupOf(at));

  const TELLING = ['data-name', 'data-field', 'data-service', 'data-provider', 'data-setting', 'data-option', 'data-slug'];
  /** Classes and data names of a field and what holds it. @param {FieldElement} el */
  const hintsOf = (el) => {
    const near = [el, el.parentElement].filter((at) => at !== null);
    const parts = near.flatMap((at) => [...TELLING.map((name) => attr(at, name)), attr(at, 'class')]);
    return clean(parts.filter(Boolean).join(' '));
  };

  const MASK = /[*•●∙·⦁∗]{3,}|\.{4,}|^x{6,}$|not shown|^ENCRYPTED/i;
  /** What a field holds, in a word and a number. @param {FieldElement} el @returns {[string, number]} */
  const stateOf = (el) => {
    if (el.type === 'checkbox') return [/** @type {HTMLInputElement} */ (el).checked ? 'filled' : 'empty', 0];
    if (el.type === 'radio') return [choicesWith(el).some((one) => one.checked) ? 'filled' : 'empty', 0];
    if (!FIELDS.has(el.localName) && isList(el)) return ['filled', 0];
    const value = el.value ?? el.textContent?.trim();
    if (!value) return ['empty', 0];
    return [MASK.test(value) ? 'masked' : 'filled', value.length];
  };

  /** What a drawn list shows as chosen: its own words, or those in the box of the field to search it by. @param {FieldElement} el */
  const shownOn = (el) => {
    if (el.localName !== 'input') return words(el);
    for (let at = el.parentElement, depth = 0; at && depth < 3 && count(at) <= 1; at = at.parentElement, depth++) {
      const text = words(at);
      if (text) return text === labelOf(el) ? '' : text;
    }
    return '';
  };

  /** @param {FieldElement} el @returns {Choice[]} */
  const optionsOf = (el) => {
    if (el.type === 'radio') {
      const all = choicesWith(el);
      // The first speaks for all.
      if (all[0] !== el) return [];
      return all.slice(0, MAX_OPTIONS).map((one) => ({
        value: cut(one.value), text: clean((labels.get(one) ?? []).map(words).join(' ') || attr(one, 'aria-label')), selected: one.checked,
      }));
    }
    if (isList(el)) {
      const text = shownOn(el);
      return text ? [{ value: '', text, selected: true }] : [];
    }
    if (el.localName !== 'select') return [];
    const options = [.../** @type {HTMLSelectElement} */ (el).options];
    return options
      .filter((option, place) => place < MAX_OPTIONS || option.selected)
      .map((option) => ({ value: cut(option.value), text: clean(option.text), selected: option.selected }));
  };

  /** @param {string} action */
  const pathOf = (action) => {
    if (!action) return '';
    try {
      return cut(new URL(action, baseURI).pathname);
    } catch {
      return '';
    }
  };

  /** @param {Element} button */
  const caption = (button) => {
    const own = button.localName === 'input' ? /** @type {HTMLInputElement} */ (button).value || attr(button, 'alt') : '';
    return clean(own || button.textContent || attr(button, 'aria-label'));
  };

  /** Fields in a frame's document and in the frames in it. @param {Document} inside @param {number} depth */
  const inFrame = (inside, depth) => {
    let n = inside.querySelectorAll(FIELD).length;
    if (depth > 2) return n;
    for (const frame of inside.querySelectorAll('iframe')) {
      try {
        if (frame.contentDocument) n += inFrame(frame.contentDocument, depth + 1);
      } catch {
        // Another origin's.
      }
    }
    return n;
  };

  /** What a frame's fields are called, so that one can be told what they want. @param {Document} inside @returns {string[]} */
  const frameWords = (inside) => {
    const texts = [...inside.querySelectorAll('h1,h2,h3,legend,label,th,input[placeholder]')].slice(0, 40);
    return [...new Set(texts.map((el) => (el.localName === 'input' ? clean(attr(el, 'placeholder')) : words(el))))]
      .filter(Boolean)
      .slice(0, 20);
  };

  const NOTICE = '.notice,.updated,.error,.alert,.message,.components-notice,.components-snackbar,[role=alert],[role=status]';
  /** What the page says about what was done last. @param {(el: Element) => string} unseen @returns {Notice[]} */
  const noticesOf = (unseen) => {
    /** @type {Notice[]} */
    const found = [];
    for (const el of Document.prototype.querySelectorAll.call(document, NOTICE)) {
      if (found.length === MAX_NOTICES) break;
      if (el.matches(FIELD) || count(el) > 0 || unseen(el)) continue;
      const text = words(el);
      // WordPress says `settings-error` of every message about settings.
      const kind = attr(el, 'class').toLowerCase().replace('settings-error', '');
      const bad = /error|danger|fail|invalid/.test(kind);
      const good = /success|updated|\bok\b/.test(kind);
      if (text && !found.some((one) => one.text === text)) found.push({ tone: bad ? 'bad' : good ? 'good' : 'plain', text });
    }
    return found;
  };

  /** WordPress' name of an administration page, from the body's classes. */
  const screenOf = () => {
    const kinds = body ? attr(body, 'class').slice(0, 2000).split(/\s+/) : [];
    return cut(kinds.find((one) => /^[\w-]+_page_[\w-]+$/.test(one)) ?? kinds.find((one) => /^[a-z-]+-php$/.test(one)) ?? '');
  };

  /** Slugs of plugins whose scripts and styles the page loads. */
  const pluginsOf = () => {
    /** @type {Set<string>} */
    const slugs = new Set();
    const assets = Document.prototype.querySelectorAll.call(document, 'script[src*="/plugins/"],link[href*="/plugins/"]');
    for (const el of assets) {
      const slug = /\/plugins\/([\w-]{1,60})\//.exec(attr(el, 'src') || attr(el, 'href'))?.[1];
      if (slug && slugs.size < MAX_PLUGINS) slugs.add(slug);
    }
    return [...slugs];
  };

  /** Hosts that the page's text links to. */
  const linksOfPage = () => {
    /** @type {Set<string>} */
    const hosts = new Set();
    for (const link of Document.prototype.querySelectorAll.call(document, 'main a[href^=http],form a[href^=http],p a[href^=http],#wpbody a[href^=http]')) {
      const host = /^https?:\/\/([\w.-]{4,80})/.exec(attr(link, 'href'))?.[1];
      if (host && host !== location.hostname && hosts.size < 12 && !closest.call(link, 'nav,header,footer,#wpfooter')) hosts.add(host.toLowerCase());
    }
    return [...hosts];
  };

  const TAB = '[aria-current=page],[aria-current=true],[role=radio][aria-checked=true],[aria-pressed=true],.nav-tab-active,[role=tab][aria-selected=true],.nav-link.active,.nav-tabs>.active,.tabs>.active,.subsubsub .current';

  /** Where the page says it is, without what may be secret in an address or only says where to scroll to. */
  const address = () => {
    const url = new URL(location.href);
    url.username = url.password = url.hash = '';
    return url.href;
  };

  /** What a control is and where its form goes: if that is not the same when it is filled, it is not the control that was planned. @param {FieldElement} el */
  const identity = (el) => {
    const { form } = el;
    return [el.type, ...(form ? sent.map((read) => read(form)) : [])].join('\n');
  };

  try {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    snapshot.nonce = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    snapshot.url = address();
    snapshot.title = clean(getter(Document.prototype, 'title')(document));
    snapshot.language = attr(root, 'lang').slice(0, 35);

    collect(document);
    for (const { el } of fields) {
      if (el.type === 'radio' && attr(el, 'name')) choices.set(choiceOf(el), [...choicesWith(el), /** @type {HTMLInputElement} */ (el)]);
    }
    const unseen = judge();

    /** A heading's words, '' where it cannot be seen. A fold's heading is all button. */
    const textOfHead = once((head) => (unseen(head) ? '' : words(head) || words(querySelector.call(head, 'button'))));
    /** What is said below a heading before its first field. */
    const introOf = once((head) => {
      const lines = (intros.get(head) ?? []).filter((line) => !unseen(line));
      return { text: clean(lines.map(words).join(' ')), links: lines.flatMap(linksOf).slice(0, 6) };
    });
    /** How high a heading stands: 1 for `h1`; bold words and legends below all. @param {Element} head */
    const rankOf = (head) => {
      const named = /^h([1-6])$/.exec(head.localName)?.[1] ?? (head.localName === 'div' ? attr(head, 'aria-level') || '2' : '');
      return named ? Number(named) : head.localName === 'legend' || head.localName === 'caption' ? 7 : 8;
    };
    /** The headings that a heading stands under, nearest first. @param {Element} head @param {Element[]} over */
    const outlineOf = (head, over) => {
      const found = [];
      let rank = rankOf(head);
      for (let at = over.lastIndexOf(head) - 1; at >= 0 && rank > 1; at--) {
        const one = over[at];
        const next = over[at + 1];
        if (!one || !next || !textOfHead(one)) continue;
        // Of two bold lines with nothing between them the second is a part of the first.
        const bold = rankOf(one) === 8 && rank === 8 && fieldsBefore.get(one) === fieldsBefore.get(next);
        if (rankOf(one) >= rank && !bold) continue;
        rank = rankOf(one);
        found.push(textOfHead(one));
      }
      return found;
    };
    snapshot.headings = heads
      .filter((head) => head.localName !== 'legend')
      .slice(0, 4 * MAX_HEADINGS)
      .map(textOfHead)
      .filter(Boolean)
      .slice(0, MAX_HEADINGS);

    /** @type {Map<Element, string>} */
    const submits = new Map();
    for (const button of buttons) {
      const { form, type } = /** @type {HTMLButtonElement} */ (button);
      if (form && /^(submit|image)$/.test(type) && !submits.has(form) && !unseen(button)) {
        submits.set(form, caption(button));
      }
    }

    snapshot.screen = screenOf();
    snapshot.plugins = pluginsOf();
    snapshot.links = linksOfPage();
    snapshot.notices = noticesOf(unseen);
    snapshot.tabs = [...Document.prototype.querySelectorAll.call(document, TAB)]
      .filter((tab) => !unseen(tab))
      .slice(0, MAX_TABS)
      .map(words)
      .filter(Boolean);

    fields.forEach(({ el, heads: over, next }, index) => {
      /** @type {Control} */
      const control = {
        index, name: '', id: '', data_name: '', tag: el.localName, kind: '', autocomplete: '', label: '', beside: '',
        section: '', outline: [], intro: '', intro_links: [], group: '', placeholder: '', help: '', links: [], hints: '', form: -1, action: '', options: [], state: 'empty', length: 0,
        visible: false, unseen: 'hidden', disabled: false, readonly: false, required: false, submit: '',
      };
      snapshot.controls.push(control);
      try {
        control.name = attr(el, 'name').slice(0, 200);
        control.id = attr(el, 'id').slice(0, 200);
        if (!FIELDS.has(el.localName)) control.tag = isList(el) ? 'list' : 'editable';
        control.data_name = attr(el, 'data-name').slice(0, 200);
        control.kind = el.type ?? 'text';
        control.disabled = el.matches(':disabled');
        [control.state, control.length] = stateOf(el);
        const form = el.form;
        if (form) {
          control.form = forms.get(form) ?? -1;
          control.action = pathOf(attr(form, 'action'));
          control.submit = submits.get(form) ?? '';
        }
        if (el.type === 'hidden') return;

        control.unseen = unseen(el) || (covered(el) ? 'covered' : '');
        control.visible = control.unseen === '';
        control.autocomplete = cut(attr(el, 'autocomplete'));
        control.readonly = el.hasAttribute('readonly') && el.localName !== 'select';
        control.required = el.hasAttribute('required');
        control.placeholder = clean(attr(el, 'placeholder') || attr(el, 'aria-placeholder') || attr(el, 'data-placeholder'));
        control.label = labelOf(el);
        control.options = optionsOf(el);
        const row = rowOf(el);
        control.beside = besideOf(el, row);
        // A legend speaks only inside its fieldset.
        const head = over.findLast((at) => {
          if (at.localName === 'legend' && !at.parentElement?.contains(el)) return false;
          if (at.localName === 'caption' && !closest.call(at, 'table')?.contains(el)) return false;
          return textOfHead(at) !== '';
        });
        control.section = head ? textOfHead(head) : '';
        control.outline = head ? outlineOf(head, over) : [];
        if (head) ({ text: control.intro, links: control.intro_links } = introOf(head));
        control.group = groupOf(el);
        control.help = helpOf(el, row);
        control.links = linksOf(row);
        control.hints = hintsOf(el);
        if (!form && control.visible) {
          const button = buttons.slice(next, next + 4).find((at) => !unseen(at));
          control.submit = button ? caption(button) : '';
        }
      } catch {
        // Described as far as it could be read; it stays unseen, so nothing is filled into it.
        control.visible = false;
        control.unseen ||= 'hidden';
      }
    });

    for (const el of frames.slice(0, MAX_FRAMES)) {
      const frame = /** @type {HTMLIFrameElement} */ (el);
      const size = frame.getBoundingClientRect();
      /** @type {Frame} */
      const seen = {
        origin: '',
        same_origin: false,
        visible: size.width >= 100 && size.height >= 40 && unseen(frame) === '',
        controls: 0,
        words: [],
      };
      try {
        const src = attr(frame, 'src');
        seen.origin = src && !frame.hasAttribute('srcdoc') ? new URL(src, baseURI).origin : '';
        if (seen.origin === 'null') seen.origin = '';
        const inside = frame.contentDocument;
        if (inside) {
          seen.same_origin = true;
          seen.origin ||= location.origin;
          seen.controls = inFrame(inside, 0);
          if (seen.visible && seen.controls > 0) seen.words = frameWords(inside);
        }
      } catch {
        // Another origin's: its origin is all there is to say.
      }
      snapshot.frames.push(seen);
    }

    Object.defineProperty(globalThis, KEY, {
      configurable: true,
      enumerable: false,
      value: {
        nonce: snapshot.nonce,
        url: snapshot.url,
        controls: fields.map(({ el }) => ({ el: new WeakRef(el), is: identity(el), form: el.form && new WeakRef(el.form) })),
        judge,
        address,
        identity,
      },
    });
  } catch {
    // Whatever a page does to itself, the planner gets a description, if only a part of one.
  }
  return snapshot;
})();
