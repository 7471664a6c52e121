/** What the wasm of the key derivation gives to `kdf.js`. The build makes the module; this file is the contract. */

/** Argon2id version 0x13, 32 bytes; wipes the passphrase it is given. Throws a short text on costs out of range. */
export function argon2id(
  passphrase: Uint8Array,
  salt: Uint8Array,
  memoryKib: number,
  passes: number,
  lanes: number,
): Uint8Array;

/** Replaces the instance, and with it the memory, by a fresh one of the same module. */
export function __wbg_reset_state(): void;

export default function init(source: { module_or_path: Promise<Response> }): Promise<unknown>;
