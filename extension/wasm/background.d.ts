/** What the background's wasm gives to `background.js`. The build makes the module; this file is the contract. */

/** Takes one event of the browser; for a message, resolves to its answer. */
export function handle(event: unknown): Promise<unknown>;

/** Replaces the instance by a fresh one of the same module. */
export function __wbg_reset_state(): void;

export default function init(source: { module_or_path: Promise<Response> }): Promise<unknown>;
