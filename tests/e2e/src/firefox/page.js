// Runs in one document with the browser's rights. Expressions of a test run in a sandbox that has only the document's
// own rights and sees it as the document's own scripts do; one sandbox for the document's life.

const { utils, classes, interfaces } = Components;
const task = arguments[0];

globalThis.box ??= new utils.Sandbox(window, { sandboxPrototype: window, sameZoneAs: window, wantXrays: false });

/** The value of a program, or what it threw; a promise is waited for. */
async function run(program, given = {}) {
  for (const [name, value] of Object.entries(given)) box[name] = value;
  try {
    box.bedValue = utils.evalInSandbox(program, box);
  } catch (thrown) {
    return { thrown: String(thrown) };
  }
  const answer = utils.evalInSandbox(
    `Promise.resolve(bedValue).then((value) => JSON.stringify({ value: value ?? null }),
      (thrown) => JSON.stringify({ thrown: String(thrown) }))`,
    box,
  );
  return JSON.parse(await answer);
}

/** Every node that a screen reader would find, closed shadow roots and frames of the same process included. */
function* accessibles() {
  const service = classes['@mozilla.org/accessibilityService;1'].getService(interfaces.nsIAccessibilityService);
  const below = [service.getAccessibleFor(document)];
  while (below.length > 0) {
    const one = below.pop();
    if (!one) continue;
    yield one;
    const children = [];
    for (let child = one.firstChild; child; child = child.nextSibling) children.push(child);
    below.push(...children.reverse());
  }
}

/** The first element that fits a description. */
function find({ css, role, name, part }) {
  if (css !== undefined) return document.querySelector(css);
  for (const one of accessibles()) {
    const says = one.name ?? '';
    const fits = (name === undefined || says === name) && (part === undefined || says.includes(part));
    const node = one.DOMNode;
    if (!fits || !node || node.nodeType !== 1) continue;
    if (role === undefined ? node.matches('input, select, textarea, button') : one.computedARIARole === role) return node;
  }
  return null;
}

/** All elements of a document tree, closed shadow roots included. */
function* elements(root) {
  for (const element of root.querySelectorAll('*')) {
    yield element;
    if (element.openOrClosedShadowRoot) yield* elements(element.openOrClosedShadowRoot);
  }
}

/** Presses a key as the keyboard does. */
function press(key) {
  const input = classes['@mozilla.org/text-input-processor;1'].createInstance(interfaces.nsITextInputProcessor);
  if (!input.beginInputTransactionForTests(window)) throw new Error('no keyboard');
  const code = { Tab: 9, Enter: 13 }[key];
  const event = new KeyboardEvent('', code ? { key, code: key, keyCode: code } : { key });
  input.keydown(event);
  input.keyup(event);
}

const tasks = {
  eval: () => run(task.program),
  has: () => find(task.find) !== null,
  call() {
    const element = find(task.find);
    if (!element) return { missing: true };
    return run(`(${task.program}).apply(bedElement, ${JSON.stringify(task.arguments)})`, { bedElement: element });
  },
  /** Gives a file field files, and tells the page as the browser's own dialog does. */
  async files() {
    const field = find(task.find);
    field.mozSetFileArray(await Promise.all(task.files.map((path) => File.createFromFileName(path))));
    for (const name of ['input', 'change']) field.dispatchEvent(new window.Event(name, { bubbles: true }));
  },
  /** Asks of each of the helper's rings whether the function, with the element as `this`, says yes of it. */
  async rings() {
    const element = find(task.find);
    if (!element) return false;
    for (const helper of document.querySelectorAll('keyfob-helper')) {
      for (const ring of elements(helper.openOrClosedShadowRoot ?? helper)) {
        if (!ring.classList.contains('ring')) continue;
        const given = { bedElement: element, bedRing: ring };
        if ((await run(`(${task.program}).call(bedElement, bedRing)`, given)).value === true) return true;
      }
    }
    return false;
  },
  type() {
    for (const letter of task.text) press(letter);
  },
  key: () => press(task.key),
  accessible: () => [...accessibles()].map((one) => one.name).filter((name) => name?.trim()).join('\n'),
  /** Whether a script world of the extension, or its helper, is in the document. */
  touched() {
    const { ExtensionContent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionContent.sys.mjs');
    const world = ExtensionContent.getContextByExtensionId(task.extension, window);
    return Boolean(world) || document.querySelector('keyfob-helper') !== null;
  },
  /** Where the document's corner lies on the screen. */
  corner: () => [window.mozInnerScreenX, window.mozInnerScreenY],
};

return tasks[task.do]();
