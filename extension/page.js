// Starts the panel in a page of the extension; the panel reads `body[data-page]` to know which one.
import init from "./panel.js";

void init({ module_or_path: "panel_bg.wasm" });
