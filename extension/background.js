// The background: hands every event of the browser to the Wasm core and does what the core asks.
// It decides nothing. Listeners stand at the top, for a worker is woken for an event only where its
// listener was there in the first turn of the loop.
import init, { Core } from "./core.js";
import initRecogniser, { read } from "./recogniser.js";

/** @type {Map<number, chrome.runtime.Port>} */
const ports = new Map();
let lastPort = 0;

/** Outlines on their way to the recogniser: the core knows them by number. @type {Map<number, object>} */
const outlines = new Map();
let lastOutline = 0;

chrome.runtime.onMessage.addListener((message, sender, reply) => {
  // The side panel opens only within the gesture that asked for it, so before any wait.
  const beside = message?.side_panel ? message.side_panel.tab ?? sender.tab?.id : undefined;
  if (beside !== undefined) {
    void openSidePanel(beside);
    return false;
  }
  const outline = message?.outline?.outline;
  if (outline) {
    outlines.set(++lastOutline, outline);
    message = { outline: { outline: lastOutline } };
  }
  const number = lastOutline;
  tell({ message: { sender: senderOf(sender), message } })
    .then(reply, () => reply(undefined))
    .finally(() => outline && outlines.delete(number));
  return true;
});
chrome.runtime.onConnect.addListener((port) => {
  const id = ++lastPort;
  ports.set(id, port);
  port.onDisconnect.addListener(() => {
    ports.delete(id);
    void tell({ disconnect: { port: id } });
  });
  void tell({ connect: { port: id, name: port.name, sender: senderOf(port.sender ?? {}) } });
});
chrome.runtime.onInstalled.addListener(({ reason }) => void tell({ installed: { reason } }));
chrome.runtime.onStartup.addListener(() => void tell({ startup: {} }));
chrome.contextMenus.onClicked.addListener((info, tab) => {
  if (tab?.id === undefined) return;
  void tell({ menu: { tab: tab.id, url: tab.url ?? null, selection: info.selectionText ?? null } });
});
chrome.commands.onCommand.addListener((name, tab) => {
  if (tab?.id === undefined) return;
  void tell({ command: { name, tab: tab.id, url: tab.url ?? null } });
});
chrome.alarms.onAlarm.addListener(({ name }) => void tell({ alarm: { name } }));
chrome.tabs.onActivated.addListener(({ tabId }) => void tell({ tab_activated: { tab: tabId } }));
chrome.tabs.onRemoved.addListener((tab) => void tell({ tab_removed: { tab } }));
chrome.permissions.onRemoved.addListener(({ origins = [] }) =>
  void tell({ permissions_removed: { patterns: origins } }));

const core = init({ module_or_path: chrome.runtime.getURL("core_bg.wasm") })
  .then(() => Core.start({ call }, chrome.runtime.getURL(""), chrome.runtime.getManifest().version));

/** @param {object} event */
async function tell(event) {
  try {
    const answer = await (await core).event(JSON.stringify(event));
    return answer === undefined ? undefined : JSON.parse(answer);
  } catch (error) {
    console.error("muster: the core failed", error);
    return {
      got: "failed",
      problem: {
        code: "broken",
        message: "Muster's background failed. What you typed is kept; switch the extension off and on again.",
      },
    };
  }
}

/** @type {Promise<unknown> | undefined} */
let recogniser;

/**
 * What the recogniser reads, as the JSON that it writes. It is compiled when the first page is to be read, not
 * whenever the background wakes, and tried again where that failed.
 * @param {{ outline: number }} page
 */
async function readPage({ outline, ...page }) {
  recogniser ??= initRecogniser({ module_or_path: chrome.runtime.getURL("recogniser_bg.wasm") });
  await recogniser.catch((error) => {
    recogniser = undefined;
    throw error;
  });
  return read(JSON.stringify(outlines.get(outline) ?? {}), JSON.stringify(page));
}

/** @param {chrome.runtime.MessageSender} sender */
function senderOf(sender) {
  return {
    id: sender.id ?? null,
    tab: sender.tab?.id ?? null,
    frame: sender.frameId ?? null,
    document: sender.documentId ?? null,
    url: sender.url ?? null,
    origin: sender.origin ?? null,
  };
}

/**
 * What the core can have done; each takes and gives JSON. The names are those of `crate/core/src/host.rs`.
 * @type {Record<string, (args: any) => Promise<any>>}
 */
const operations = {
  storage_get: ({ area, keys }) => areaOf(area).get(keys),
  storage_set: ({ area, items }) => areaOf(area).set(items),
  storage_remove: ({ area, keys }) => areaOf(area).remove(keys),
  fetch: fetchText,
  stream_open: openStream,
  stream_close: async () => stream?.abort(),
  tab_send: async ({ tab, document, message }) => {
    const target = document === null ? { frameId: 0 } : { documentId: document };
    return (await chrome.tabs.sendMessage(tab, message, target)) ?? null;
  },
  tab_get: async ({ tab }) => {
    const found = tab === null ? await frontTab() : await chrome.tabs.get(tab);
    return found?.id === undefined ? null : { id: found.id, url: found.url ?? null };
  },
  tabs_of: async ({ pattern }) =>
    (await chrome.tabs.query({ url: pattern })).flatMap(({ id }) => (id === undefined ? [] : [id])),
  port_send: async ({ port, message }) => ports.get(port)?.postMessage(message),
  badge: async ({ tab, text, title }) => {
    await chrome.action.setBadgeBackgroundColor({ color: "#5b5bd6" });
    const where = tab === null ? {} : { tabId: tab };
    await chrome.action.setBadgeText({ text, ...where });
    await chrome.action.setTitle({ title, ...where });
  },
  inject: ({ tab }) =>
    chrome.scripting.executeScript({ target: { tabId: tab }, files: ["reader.js", "content.js"] }),
  register: ({ patterns }) => (registering = registering.then(() => register(patterns))),
  granted: ({ pattern }) => chrome.permissions.contains({ origins: [pattern] }),
  ungrant: ({ pattern }) => chrome.permissions.remove({ origins: [pattern] }),
  menus: async () => {
    await chrome.contextMenus.removeAll();
    chrome.contextMenus.create({ id: "ask", title: chrome.i18n.getMessage("menuAsk"), contexts: ["page"] });
    chrome.contextMenus.create({
      id: "ask-quote",
      title: chrome.i18n.getMessage("menuAskQuote"),
      contexts: ["selection"],
    });
  },
  alarm_set: ({ name, minutes, repeat }) =>
    Promise.resolve(chrome.alarms.create(name, repeat
      ? { delayInMinutes: minutes, periodInMinutes: minutes }
      : { delayInMinutes: minutes })),
  alarm_clear: ({ name }) => chrome.alarms.clear(name),
  wait: ({ ms }) => new Promise((resolve) => setTimeout(resolve, ms)),
  device: async () => deviceName(),
  open_page: ({ page }) => chrome.tabs.create({ url: chrome.runtime.getURL(page) }),
};

/** @param {string} name @param {string} args */
async function call(name, args) {
  if (name === "read") return readPage(JSON.parse(args));
  return JSON.stringify((await operations[name](JSON.parse(args))) ?? null);
}

/** @param {"local" | "session" | "managed"} area */
function areaOf(area) {
  return chrome.storage[area];
}

let registering = Promise.resolve();

/** @param {string[]} patterns */
async function register(patterns) {
  const script = {
    id: "muster",
    matches: patterns,
    js: ["reader.js", "content.js"],
    runAt: /** @type {"document_idle"} */ ("document_idle"),
    persistAcrossSessions: true,
  };
  const known = (await chrome.scripting.getRegisteredContentScripts({ ids: ["muster"] })).length > 0;
  if (patterns.length === 0) {
    if (known) await chrome.scripting.unregisterContentScripts({ ids: ["muster"] });
  } else if (known) {
    await chrome.scripting.updateContentScripts([script]);
  } else {
    await chrome.scripting.registerContentScripts([script]);
  }
}

/** @param {{ method: string, url: string, token: string | null, body: string | null, timeout: number }} request */
async function fetchText({ method, url, token, body, timeout }) {
  try {
    const response = await fetch(url, {
      method,
      body,
      headers: headersOf(token, body),
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(timeout),
    });
    return { answer: { status: response.status, body: await response.text() } };
  } catch (error) {
    return error instanceof DOMException && error.name === "TimeoutError" ? "slow" : "offline";
  }
}

/** @param {string | null} token @param {string | null} body */
function headersOf(token, body) {
  return {
    accept: "application/json",
    ...(body === null ? {} : { "content-type": "application/json" }),
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
}

/** @type {AbortController | undefined} */
let stream;

/** @param {{ url: string, token: string }} target */
async function openStream({ url, token }) {
  stream?.abort();
  const mine = new AbortController();
  stream = mine;
  void follow(url, token, mine).finally(() => {
    if (stream !== mine) return;
    stream = undefined;
    void tell({ stream_end: {} });
  });
}

/** @param {string} url @param {string} token @param {AbortController} control */
async function follow(url, token, control) {
  try {
    const response = await fetch(url, {
      headers: { ...headersOf(token, null), accept: "text/event-stream" },
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      signal: control.signal,
    });
    if (!response.ok || response.body === null) return;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || control.signal.aborted) return;
      // Any call of the browser's interface keeps the worker awake; what arrives on a stream does not.
      void chrome.runtime.getPlatformInfo();
      void tell({ stream: { text: value } });
    }
  } catch {
    // An ended stream is told like any other end: the core knows what to do next.
  }
}

/** What the person sees in their list of devices. */
function deviceName() {
  const agent = navigator.userAgent;
  const browser = ["Firefox", "Edg", "OPR", "Chrome"].find((name) => agent.includes(`${name}/`)) ?? "";
  const names = /** @type {Record<string, string>} */ ({ Edg: "Edge", OPR: "Opera" });
  const system = ["Windows", "Mac", "Android", "CrOS", "Linux"].find((name) => agent.includes(name)) ?? "";
  return `${names[browser] ?? (browser || "A browser")} on ${system || "a computer"}`;
}

/** The tab that the person looks at; a small window of our own beside it does not count. */
async function frontTab() {
  const focused = await chrome.tabs.query({ active: true, windowType: "normal", lastFocusedWindow: true });
  if (focused.length > 0) return focused[0];
  const shown = await chrome.tabs.query({ active: true, windowType: "normal" });
  return shown.sort((a, b) => (b.lastAccessed ?? 0) - (a.lastAccessed ?? 0))[0];
}

/**
 * The browser's own side panel; a small window beside the page where the browser has none, or opens none
 * for a click in a page.
 * @param {number} tab
 */
async function openSidePanel(tab) {
  const { sidePanel, sidebarAction } = /** @type {any} */ (globalThis).browser ?? chrome;
  const opened = sidebarAction ? sidebarAction.open() : sidePanel?.open({ tabId: tab }) ?? Promise.reject();
  await opened.catch(openWindow);
}

async function openWindow() {
  const { top, left = 0, width: whole = 0, height } = await chrome.windows.getLastFocused();
  const width = 400;
  const panel = { type: /** @type {"popup"} */ ("popup"), url: chrome.runtime.getURL("sidepanel.html"), width, height };
  // A browser refuses a place that is not on its screen.
  await chrome.windows.create({ ...panel, top, left: left + Math.max(0, whole - width) })
    .catch(() => chrome.windows.create(panel));
}
