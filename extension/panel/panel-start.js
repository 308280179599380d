// Starts the panel: the page says which screen it is by <html data-page>.
import init, { start } from "./panel.js";

await init({ module_or_path: new URL("panel_bg.wasm", import.meta.url) });
start();
