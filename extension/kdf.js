/**
 * Argon2id in a wasm instance that lives for one derivation. Wasm memory never shrinks, so the instance
 * that needed 64 MiB is replaced as soon as it has answered. The background's wasm calls
 * `globalThis.keyfobArgon2id`.
 */
import init, * as kdf from "./wasm/kdf.js";

/** @type {Promise<unknown> | undefined} */
let loaded;

/**
 * The module with a fresh instance, loaded when the first derivation asks for it.
 */
function load() {
  loaded ??= init({ module_or_path: fetch(chrome.runtime.getURL("wasm/kdf_bg.wasm")) }).catch(
    (error) => {
      loaded = undefined;
      throw error;
    },
  );
  return loaded;
}

/**
 * @param {Uint8Array} passphrase wiped before this returns its promise
 * @param {Uint8Array} salt
 * @param {number} memoryKib
 * @param {number} passes
 * @param {number} lanes
 * @returns {Promise<Uint8Array>} 32 bytes
 */
async function keyfobArgon2id(passphrase, salt, memoryKib, passes, lanes) {
  // Both may be views of the caller's wasm memory, which can move while the module loads.
  const ownPassphrase = passphrase.slice();
  const ownSalt = salt.slice();
  passphrase.fill(0);
  try {
    await load();
    try {
      return kdf.argon2id(ownPassphrase, ownSalt, memoryKib, passes, lanes);
    } finally {
      kdf.__wbg_reset_state();
    }
  } finally {
    ownPassphrase.fill(0);
  }
}

Object.defineProperty(globalThis, "keyfobArgon2id", { value: keyfobArgon2id });
