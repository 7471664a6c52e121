// Stands in for the browser's extension interfaces, so that every state can be looked at in an ordinary tab.
// Address: index.html?state=plan&lang=de

import { code, earlier, found, list, services, states, trashed, ways } from "./fixtures.js";

const query = new URLSearchParams(location.search);
const name = query.get("state") ?? "";
const state = states[name];

const done = {
  "recovery-make": { type: "secret", value: code },
  export: { type: "file", name: "keyfob-2026-11-22.age", bytes: btoa("made up") },
  "hand-over": { type: "file", name: "keyfob-for-a-colleague.age", bytes: btoa("made up") },
  "import-preview": found,
};

/** Changes a taught form. */
const change = (id, over) => {
  const [, , options] = state;
  options.learned = options.learned.map((form) => (form.id === id ? { ...form, changed_at: Date.now(), ...over } : form));
};

const answer = (request) => {
  const [, view, options = {}] = state;
  if (options.silent) return Promise.reject(new Error("no receiver"));
  if (options.refuse?.[request.type]) return { type: "error", error: options.refuse[request.type] };
  switch (request.type) {
    case "view":
      return view ? { type: "view", view } : new Promise(() => {});
    case "list":
      if (request.trashed) return { type: "list", credentials: state[1].total ? trashed : [], total: trashed.length };
      return list(state, request.query);
    case "services":
      return { type: "services", services };
    case "ways":
      return { type: "ways", ways, recovery_waits: options.waits ?? false };
    case "earlier":
      return { type: "earlier", values: earlier };
    case "recipient":
      return { type: "text", text: "age1" + "qz7xk3m9".repeat(7) + "w2" };
    case "fill-plan":
      return options.slow ? new Promise(() => {}) : { type: "plan", plan: options.plan };
    case "fill-confirm":
      return { type: "filled", filled: { filled: options.plan.fills.map((fill) => fill.control), refused: [], after: options.plan.after } };
    case "reveal":
      return { type: "secret", value: ["made", "up", "value"].join("-") };
    case "copied":
      return { type: "done" };
    case "copy-as":
      return { type: "secret", value: ["define( 'MADE', 'up' );", ""].join("\n") };
    case "lesson":
      return options.slow ? new Promise(() => {}) : { type: "lesson", lesson: options.lesson };
    case "lesson-point":
      return options.pointed === undefined ? new Promise(() => {}) : { type: "pointed", index: options.pointed };
    case "lesson-keep":
      state[1].lesson = undefined;
      return { type: "done" };
    case "learned":
      return { type: "learned", forms: options.learned ?? [] };
    case "learned-export":
      return { type: "text", text: options.recipe };
    case "learned-delete":
      change(request.form, { trashed_at: request.deleted ? Date.now() : undefined });
      return { type: "done" };
    case "learned-rename":
      change(request.form, { name: request.name });
      return { type: "done" };
    default:
      if (options.slow) return new Promise(() => {});
      if (!options.error && done[request.type]) return done[request.type];
      return options.error ? { type: "error", error: options.error } : { type: "done" };
  }
};

const wait = (test) =>
  new Promise((done) => {
    const look = () => (test() ? done(test()) : requestAnimationFrame(look));
    look();
  });

const show = async () => {
  const lang = query.get("lang") ?? "en";
  const messages = await (await fetch(`/extension/_locales/${lang}/messages.json`)).json();
  const calls = (window.calls = []);
  const resolved = (value) => (...args) => (calls.push(args), Promise.resolve(value));
  window.chrome = {
    runtime: {
      sendMessage: async ({ ui }) => (calls.push(ui), answer(ui)),
      onMessage: { addListener: (listener) => (window.notice = () => listener({ notice: "changed" })) },
      getURL: (path) => `/extension/${path}`,
    },
    i18n: {
      getUILanguage: () => lang,
      getMessage: (key, args = []) =>
        key === "@@ui_locale" ? lang : key === "@@bidi_dir" ? (query.get("dir") ?? "ltr") : (messages[key]?.message ?? "").replace(/\$(\d)/g, (_, n) => args[n - 1] ?? ""),
    },
    tabs: { query: resolved([{ id: 7, windowId: 1, url: state[1]?.page ? "https://rose-bakery.example/wp-admin/admin.php" : "about:blank" }]), create: resolved({}) },
    permissions: { request: resolved(true) },
    sidePanel: { open: resolved(undefined) },
  };
  const [surface, , options = {}] = state;
  document.documentElement.dataset.surface = surface;
  const ui = await import("/wasm/ui.js");
  await ui.default({ module_or_path: fetch("/wasm/ui_bg.wasm") });
  document.getElementById("root").replaceChildren();
  ui.mount(surface);
  const at = (id) => document.querySelector(`[data-testid="${id}"]`);
  const press = async (ids) => {
    for (const id of ids ?? []) {
      (await wait(() => at(id))).click();
      await new Promise((done) => setTimeout(done, 60));
    }
  };
  // In this order: go there, unfold, type, choose a file, press.
  await press(options.press);
  if (options.pick !== undefined) {
    (await wait(() => document.querySelectorAll('[data-testid="credential"]')[options.pick])).click();
  }
  if (options.open) {
    await wait(() => at("plan"));
    for (const fold of document.querySelectorAll("details.why")) fold.open = true;
  }
  for (const id of options.unfold ?? []) (await wait(() => at(id)?.querySelector("summary"))).click();
  await new Promise((done) => setTimeout(done, 60));
  const typed = { ...options.fill, ...(options.type ? { [options.type[0]]: options.type[1] } : {}) };
  for (const [id, text] of Object.entries(typed)) {
    const input = await wait(() => at(id));
    input.value = text;
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  if (options.file) {
    const input = await wait(() => at("import-file"));
    const carried = new DataTransfer();
    carried.items.add(new File(["made up"], options.file));
    input.files = carried.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  await press(options.then);
};

if (state) {
  await show();
  // For whoever takes pictures: the state is there.
  document.documentElement.dataset.shown = name;
} else {
  const root = document.getElementById("root");
  for (const one of Object.keys(states)) {
    const link = Object.assign(document.createElement("a"), { href: `?state=${one}`, textContent: one });
    root.append(link, document.createElement("br"));
  }
}
