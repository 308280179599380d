/** What `wasm-bindgen` writes for `crate/core`, as far as the background uses it. */
export class Core {
  static start(
    browser: { call(operation: string, args: string): Promise<string> },
    base: string,
    version: string,
  ): Promise<Core>;
  event(event: string): Promise<string | undefined>;
}
export default function init(source: { module_or_path: string }): Promise<unknown>;
