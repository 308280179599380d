/** What `wasm-bindgen` writes for `crate/recogniser`, as far as the background uses it. */
export function read(outline: string, page: string): string;
export default function init(source: { module_or_path: string }): Promise<unknown>;
