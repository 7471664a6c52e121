/**
 * Import and export in a wasm instance that lives for one file. `age` brings an older generation of the
 * primitives and scrypt wants 256 MiB: neither belongs into what starts with the browser. The background's
 * wasm calls the functions of `globalThis.keyfobExchange`.
 *
 * Documents go in and come out as bytes that only the two modules read. An error is an `Error` whose message is for
 * `Fault::from_wire`; any other message is the engine's own, such as for too little memory.
 */
import init, * as exchange from "./wasm/exchange-wasm.js";

/** @type {Promise<unknown> | undefined} */
let loaded;

/**
 * The module with a fresh instance, loaded when the first file asks for it.
 */
function load() {
  loaded ??= init({
    module_or_path: fetch(chrome.runtime.getURL("wasm/exchange-wasm_bg.wasm")),
  }).catch((error) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

/**
 * Runs one call in an instance of its own. The arguments that are arrays may be views of the caller's wasm
 * memory, which can move while the module loads: they are copied, and what is secret is wiped at once.
 * @param {Uint8Array[]} secrets wiped before this returns its promise, their copies when it is settled
 * @param {(...copies: Uint8Array[]) => Uint8Array} call
 * @returns {Promise<Uint8Array>}
 */
async function once(secrets, call) {
  const copies = secrets.map((secret) => secret.slice());
  for (const secret of secrets) {
    secret.fill(0);
  }
  try {
    await load();
    try {
      return call(...copies);
    } finally {
      exchange.__wbg_reset_state();
    }
  } finally {
    for (const copy of copies) {
      copy.fill(0);
    }
  }
}

/**
 * An age file of a document.
 * @param {Uint8Array} document from `Export::to_bytes`; wiped
 * @param {Uint8Array} key the passphrase, or the recipients, one a line; wiped
 * @param {boolean} toRecipients
 * @param {boolean} cxf whether the file holds FIDO's Credential Exchange Format
 * @returns {Promise<Uint8Array>}
 */
function writeFile(document, key, toRecipients, cxf) {
  return once([document, key], (ownDocument, ownKey) =>
    exchange.write_file(ownDocument, ownKey, toRecipients, cxf),
  );
}

/**
 * What is in an age file: bytes for `Read::from_bytes`, which the caller wipes.
 * @param {Uint8Array} file wiped
 * @param {Uint8Array} key the passphrase, or identities, one a line; wiped
 * @param {boolean} byIdentity
 * @param {string} format the name of a format, or empty to find it out
 * @returns {Promise<Uint8Array>}
 */
function openFile(file, key, byIdentity, format) {
  return once([file, key], (ownFile, ownKey) =>
    exchange.open_file(ownFile, ownKey, byIdentity, format),
  );
}

/**
 * What is in a file in clear: bytes for `Read::from_bytes`, which the caller wipes.
 * @param {Uint8Array} file wiped
 * @param {string} format the name of a format, or empty to find it out
 * @returns {Promise<Uint8Array>}
 */
function readFile(file, format) {
  return once([file], (ownFile) => exchange.read_file(ownFile, format));
}

/**
 * A new identity and its recipient, in two lines; the caller wipes them.
 * @returns {Promise<Uint8Array>}
 */
function newIdentity() {
  return once([], () => exchange.new_identity());
}

Object.defineProperty(globalThis, "keyfobExchange", {
  value: Object.freeze({ writeFile, openFile, readFile, newIdentity }),
});
