/**
 * The packed add-on under Mozilla's own linter, as the add-on store runs it: no errors, and no warning but those that
 * are explained here. Needs `dist/firefox.zip` (`cargo xtask package`).
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = new URL("../../../", import.meta.url);
const path = (/** @type {string} */ name) => fileURLToPath(new URL(name, root));

/** Every warning that is left: its code, its file, a part of its message, and why it is there. */
const EXPLAINED = [
  {
    code: "KEY_FIREFOX_ANDROID_UNSUPPORTED_BY_MIN_VERSION",
    file: "manifest.json",
    says: "Manifest key not supported",
    why: "Keyfob is for the desktop; the declaration that no data is collected is read from 140 there, from 142 on Android.",
  },
  {
    code: "UNSUPPORTED_API",
    file: "wasm/ui.js",
    says: "sidePanel.open",
    why: "Generated glue binds the panel of both browsers; the surface calls this one only where it exists.",
  },
  {
    code: "UNSUPPORTED_API",
    file: "clipboard.js",
    says: "offscreen.",
    why: "Chromium's worker has no document to write to the clipboard from; Firefox's event page is one and never calls it.",
  },
  {
    code: "UNSUPPORTED_API",
    file: "content/fill.js",
    says: "dom.openOrClosedShadowRoot",
    why: "Chromium's way into a closed shadow root; Firefox has the same as a property of the element, which is used there.",
  },
  {
    code: "UNSUPPORTED_API",
    file: "content/watch.js",
    says: "dom.openOrClosedShadowRoot",
    why: "As in content/fill.js.",
  },
  {
    code: "UNSAFE_VAR_ASSIGNMENT",
    file: "wasm/ui.js",
    says: "innerHTML",
    why: "Generated glue of the view library, which parses its own compiled-in templates; texts are set as text nodes.",
  },
];

test("the linter finds no error and no warning that is not explained", () => {
  const linter = path("node_modules/addons-linter/bin/addons-linter");
  const run = spawnSync(process.execPath, [linter, path("dist/firefox.zip"), "--output", "json"], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  const report = JSON.parse(run.stdout);
  const told = (/** @type {any} */ one) => `${one.code} in ${one.file ?? "the package"}: ${one.message}`;
  assert.deepEqual(report.errors.map(told), []);
  const fits = (/** @type {any} */ one, /** @type {typeof EXPLAINED[number]} */ known) =>
    one.code === known.code && one.file === known.file && one.message.includes(known.says);
  const unknown = report.warnings.filter((/** @type {any} */ one) => !EXPLAINED.some((known) => fits(one, known)));
  assert.deepEqual(unknown.map(told), []);
  const gone = EXPLAINED.filter((known) => !report.warnings.some((/** @type {any} */ one) => fits(one, known)));
  assert.deepEqual(gone.map(({ code, file }) => `${code} in ${file}`), [], "an explanation without its warning");
});
