/**
 * The built modules of dist/chromium, loaded by node: they start, they export what the loaders call, the
 * key derivation gives the known answer, and no glue makes code out of text.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const extension = new URL("../../../dist/chromium/", import.meta.url);
const glue = (/** @type {string} */ name) => import(new URL(`wasm/${name}.js`, extension).href);
const bytes = (/** @type {string} */ name) => readFileSync(new URL(`wasm/${name}_bg.wasm`, extension));
const hex = (/** @type {Uint8Array} */ data) => Buffer.from(data).toString("hex");

test("the background starts and exports what background.js calls", async () => {
  const background = await glue("background");
  background.initSync({ module: bytes("background") });
  assert.equal(typeof background.handle, "function");
  background.__wbg_reset_state();
});

test("the pages' module is valid and exports what ui.js calls", async () => {
  const ui = await glue("ui");
  assert.ok(WebAssembly.validate(bytes("ui")));
  assert.equal(typeof ui.mount, "function");
});

test("Argon2id gives the known answer, twice, from fresh memory, and wipes the passphrase", async () => {
  const kdf = await glue("kdf");
  kdf.initSync({ module: bytes("kdf") });
  const salt = new TextEncoder().encode("somesaltsomesalt");
  const answers = [];
  for (let round = 0; round < 2; round += 1) {
    const passphrase = new TextEncoder().encode("password");
    answers.push(hex(kdf.argon2id(passphrase, salt, 65_536, 3, 1)));
    assert.deepEqual(passphrase, new Uint8Array(8));
    kdf.__wbg_reset_state();
  }
  // The same as: echo -n password | argon2 somesaltsomesalt -id -t 3 -k 65536 -p 1 -l 32 -r
  const known = "7664ad4ba1a3c999fcdd0991ffc2270f78302d2383233db5e7befc85d1bb1819";
  assert.deepEqual(answers, [known, known]);
});

test("the key derivation refuses costs under its floor", async () => {
  const kdf = await glue("kdf");
  kdf.initSync({ module: bytes("kdf") });
  const text = new TextEncoder();
  assert.throws(() => kdf.argon2id(text.encode("password"), text.encode("somesaltsomesalt"), 8, 1, 1));
});

test("import and export: an age file made with a passphrase opens with it, and what is secret is wiped", async () => {
  const exchange = await glue("exchange-wasm");
  exchange.initSync({ module: bytes("exchange-wasm") });
  const text = new TextEncoder();
  const id = "0".repeat(32);
  const body = { vault: id, device: id, created_at: 1, scope: "vault", credentials: [] };
  const json = JSON.stringify({ format: "keyfob-export", version: 1, export: body });
  // What is read of a document is a CBOR map of one entry, `export`, whose eight bytes of head come first.
  const read = exchange.read_file(text.encode(json), "keyfob");
  const document = () => read.slice(8);
  const key = () => text.encode("one two three");
  const [given, secret] = [document(), key()];
  const file = exchange.write_file(given, secret, false, false);
  assert.ok(Buffer.from(file).toString("latin1").startsWith("age-encryption.org/v1\n-> scrypt "));
  assert.ok([...given, ...secret].every((byte) => byte === 0));
  exchange.__wbg_reset_state();

  const opened = exchange.open_file(file, key(), false, "");
  assert.deepEqual(opened, read);
  assert.throws(() => exchange.open_file(file, text.encode("other"), false, ""), {
    message: "file-passphrase",
  });
  const [identity, recipient] = new TextDecoder().decode(exchange.new_identity()).split("\n");
  const handed = exchange.write_file(document(), text.encode(recipient), true, true);
  // The exchange format is not one that is read.
  assert.throws(() => exchange.open_file(handed, text.encode(identity), true, "keyfob"), {
    message: "file-unknown",
  });
});

test("import and export: a file of another program is read, and a wrong one named", async () => {
  const exchange = await glue("exchange-wasm");
  exchange.initSync({ module: bytes("exchange-wasm") });
  const text = new TextEncoder();
  const file = text.encode("NAME=value\n");
  const read = Buffer.from(exchange.read_file(file, "")).toString("latin1");
  assert.match(read, /foreign.*env.*NAME.*value/);
  assert.ok(file.every((byte) => byte === 0));
  assert.throws(() => exchange.read_file(text.encode("NAME=value\n?\n"), "env"), {
    message: "file-line 2",
  });
});

test("no script of the extension makes code out of text or loads code later", () => {
  for (const folder of ["", "wasm/", "content/"]) {
    const entries = (() => {
      try {
        return readdirSync(new URL(folder, extension));
      } catch {
        return [];
      }
    })();
    for (const file of entries.filter((name) => name.endsWith(".js"))) {
      // A type in a comment, `import("…")`, loads nothing; the glue's words for a function, `Function(name)`, call nothing.
      const text = readFileSync(new URL(folder + file, extension), "utf8").replace(/\/\*[^]*?\*\//g, "");
      const found = /\beval\s*\(|\bnew\s+Function\b|[^.\w`]Function\s*\(|\bimport\s*\(/.exec(text);
      assert.equal(found?.[0], undefined, folder + file);
    }
  }
});
