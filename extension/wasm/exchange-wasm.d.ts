/**
 * What the wasm of import and export gives to `exchange.js`. The build makes the module; this file is the contract.
 * An error is an `Error` whose message is JSON that `ExchangeError::from_wire` reads.
 */

/** An age file of a document; wipes both arrays. */
export function write_file(
  document: Uint8Array,
  key: Uint8Array,
  toRecipients: boolean,
  cxf: boolean,
): Uint8Array;

/** What is in an age file, as JSON; wipes the key. */
export function open_file(
  file: Uint8Array,
  key: Uint8Array,
  byIdentity: boolean,
  format: string,
): Uint8Array;

/** What is in a file in clear, as JSON; wipes the file. */
export function read_file(file: Uint8Array, format: string): Uint8Array;

/** A new identity and its recipient, in two lines. */
export function new_identity(): Uint8Array;

/** Replaces the instance, and with it the memory, by a fresh one of the same module. */
export function __wbg_reset_state(): void;

export default function init(source: { module_or_path: Promise<Response> }): Promise<unknown>;
