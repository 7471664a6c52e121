/** What the wasm of the pages gives to `ui.js`. The build makes the module; this file is the contract. */

/** Draws a surface (`popup`, `panel` or `manager`) into the element with the id `root`. */
export function mount(surface: string): void;

export default function init(source: { module_or_path: Promise<Response> }): Promise<unknown>;
