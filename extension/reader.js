// The reader: one pass over the visible document to an outline. It takes or leaves out; what anything
// means is decided in the background, by the `record` crate, whose `outline.rs` describes this form.

/**
 * @typedef {object} OutlineNode
 * @property {number} p       Index of the parent; -1 for the root.
 * @property {string} [x]     The text, for a text node.
 * @property {string} [t]     The tag's name in lower case, for an element.
 * @property {Record<string, string>} [a] Attributes that say what the element is.
 * @property {string} [v]     The live value of a control.
 * @property {boolean} [c]    Whether a box or radio button is checked.
 * @property {1} [s]          A control whose value is never read.
 * @property {1} [h]          Text that is there for screen readers only.
 * @property {1} [w]          White space stands before it.
 *
 * @typedef {object} Outline
 * @property {string} url
 * @property {string} title
 * @property {string} lang
 * @property {string[]} languages
 * @property {boolean} loading
 * @property {OutlineNode[]} nodes
 * @property {{nodes: boolean, text: boolean}} [cut] Set when the page was larger than what is read.
 */

(() => {
  const MAX_NODES = 40_000;
  const MAX_TEXT = 1_500_000;
  const MAX_VALUE = 4_000;
  const MAX_ATTRIBUTE = 300;

  /** Settling: a page that keeps changing is read at most every MAX_WAIT. */
  const QUIET = 150;
  const MAX_WAIT = 1_000;
  /** The pause after a reading grows with what the reading cost, so that a restless page stays cheap. */
  const REST_FACTOR = 60;

  // The last one is our own: the sidebar's words are not the page's.
  const SKIPPED = new Set([
    "script", "style", "noscript", "head", "link", "meta", "base", "param", "source", "track", "object",
    "embed", "audio", "video", "canvas", "map", "datalist", "option", "optgroup", "br", "wbr",
    "muster-sidebar",
  ]);

  const KEPT = new Set([
    "id", "name", "class", "role", "type", "href", "title", "alt", "for", "headers", "scope", "colspan",
    "rowspan", "datetime", "placeholder", "readonly", "disabled", "contenteditable", "open", "itemprop",
    "itemtype", "abbr", "autocomplete", "lang", "value", "property", "label", "part", "slot", "field-label",
    "field", "field-name", "max", "step", "inputmode", "tabindex", "multiple",
  ]);

  /** Names of controls whose values are nobody's business. */
  const SECRET_NAME =
    /pass(?!enger|age|port|ive|_?through)|pwd|\bpw\b|secret|token|credential|api[-_ ]?key|private[-_ ]?key|access[-_ ]?key|csrf|xsrf|one[-_ ]?time|otp\b|totp|mfa|2fa|\bpin\b|pin[-_ ]?code|cvv|cvc|security[-_ ]?code|kennwort|passwort|contrase|mot[-_ ]?de[-_ ]?passe|senha|has[lł]o|wachtwoord/i;
  const SECRET_AUTOCOMPLETE = /password|one-time-code|cc-/i;

  /** Parameters of addresses that let whoever holds them in, or that prove something. */
  const SECRET_PARAMETER =
    /([?&#;])(?:[\w.-]*(?:token|csrf|xsrf|secret|passw(?:or)?d|session|signature|api_?key|credential)[\w.-]*|jsessionid|phpsessid|sid|sig|auth|otp|pwd|nonce|ticket_hash|sysparm_ck)=[^&#;]*/gi;
  /** `key=` may name a record; a long one opens a door. */
  const LONG_KEY = /([?&#;])key=[^&#;]{16,}/gi;

  /** Nodes of the latest outline, by index. @type {WeakRef<Node>[]} */
  let elements = [];

  /** @param {Element} element @returns {ShadowRoot | null} */
  function shadowOf(element) {
    const api = /** @type {any} */ (globalThis);
    const own = /** @type {any} */ (element);
    try {
      if (api.chrome?.dom?.openOrClosedShadowRoot && element instanceof HTMLElement) {
        return api.chrome.dom.openOrClosedShadowRoot(element);
      }
    } catch {
      return element.shadowRoot;
    }
    return own.openOrClosedShadowRoot ?? element.shadowRoot;
  }

  /** @param {Element} control @param {string} type */
  function isSecret(control, type) {
    if (type === "password" || type === "hidden" || type === "file") return true;
    if (SECRET_AUTOCOMPLETE.test(control.getAttribute("autocomplete") ?? "")) return true;
    const labels = /** @type {HTMLInputElement} */ (control).labels;
    const names = [
      control.getAttribute("name"), control.id, control.getAttribute("aria-label"),
      control.getAttribute("placeholder"), control.getAttribute("data-fieldname"),
      labels?.length ? labels[0].textContent : "",
    ];
    return names.some((name) => name && SECRET_NAME.test(name.slice(0, MAX_ATTRIBUTE)));
  }

  /** An address without the parameters that are nobody's business. @param {string} address */
  function withoutSecrets(address) {
    return address.replace(SECRET_PARAMETER, "$1").replace(LONG_KEY, "$1").replace(/([?&#;])&+/g, "$1");
  }

  /** @param {Element} element */
  function attributesOf(element) {
    /** @type {Record<string, string> | undefined} */
    let kept;
    for (const { name, value } of element.attributes) {
      if (!value && name !== "open" && name !== "readonly" && name !== "disabled") continue;
      if (!(KEPT.has(name) || name.startsWith("aria-") || name.startsWith("data-"))) continue;
      if (name.startsWith("data-") && value.length > 120) continue;
      kept ??= {};
      const clean = value.includes("=") ? withoutSecrets(value) : value;
      kept[name] = clean.length > MAX_ATTRIBUTE ? clean.slice(0, MAX_ATTRIBUTE) : clean;
    }
    return kept;
  }

  const SHOWN = { visibilityProperty: true, opacityProperty: true };
  const PAINTED = { opacityProperty: true };

  /**
   * What the style lets be seen: "all", "children" (the element's own text is hidden, not its
   * children's), or "nothing".
   * @param {Element} element
   */
  function visibility(element) {
    if (element.checkVisibility(SHOWN)) return "all";
    if (element.checkVisibility(PAINTED)) return "children";
    // An element without a box of its own (`display: contents`) counts as invisible, its children do not.
    return getComputedStyle(element).display === "contents" ? "all" : "nothing";
  }

  /** @param {Element} element */
  function inkOf(element) {
    const style = getComputedStyle(element);
    if (/^rgba\(.*, 0\)$/.test(style.color) || style.color === "transparent") return "none";
    const clipped = style.position === "absolute" &&
      (/^rect\((0|1)/.test(style.clip) || /^inset\((50|100)%/.test(style.clipPath));
    return clipped ? "spoken" : "ink";
  }

  /** @returns {Outline} */
  function readNow() {
    /** @type {OutlineNode[]} */
    const nodes = [];
    const cut = { nodes: false, text: false };
    let left = MAX_TEXT;
    let space = false;
    elements = [];

    /** @param {OutlineNode} node @param {Node} source */
    function push(node, source) {
      if (space) {
        node.w = 1;
        space = false;
      }
      elements.push(new WeakRef(source));
      return nodes.push(node) - 1;
    }

    /** @param {string} text */
    function afford(text) {
      if (text.length > left) {
        cut.text = true;
        text = text.slice(0, left);
      }
      left -= text.length;
      return text;
    }

    // An explicit stack: a hostile page may nest deeper than the engine's own.
    /** @type {{at: Node | null, parent: number, own: boolean, ink: string, rest?: Node[]}[]} */
    const stack = [{ at: document.documentElement, parent: -1, own: true, ink: "", rest: [] }];
    while (stack.length) {
      const frame = stack[stack.length - 1];
      const at = frame.at;
      if (!at) {
        stack.pop();
        continue;
      }
      frame.at = frame.rest ? frame.rest.shift() ?? null : at.nextSibling;
      if (nodes.length >= MAX_NODES || left <= 0) {
        cut.nodes ||= nodes.length >= MAX_NODES;
        cut.text ||= left <= 0;
        break;
      }
      if (at.nodeType === Node.TEXT_NODE) {
        if (!frame.own) continue;
        const text = at.nodeValue ?? "";
        if (!/\S/.test(text)) {
          space = true;
          continue;
        }
        if (!frame.ink) {
          const holder = at.parentNode;
          frame.ink = holder instanceof Element ? inkOf(holder) : "ink";
        }
        if (frame.ink === "none") continue;
        /** @type {OutlineNode} */
        const node = { p: frame.parent, x: afford(text.replace(/[ \t\r\n\f]+/g, " ")) };
        if (frame.ink === "spoken") node.h = 1;
        push(node, at);
        continue;
      }
      if (at.nodeType !== Node.ELEMENT_NODE) continue;
      const element = /** @type {Element} */ (at);
      const tag = element.localName;
      if (SKIPPED.has(tag)) {
        if (tag === "br") push({ p: frame.parent, t: "br" }, at);
        continue;
      }
      const seen = visibility(element);
      if (seen === "nothing") {
        // Styled boxes and buttons are often an invisible input under a drawing of it.
        const type = element.getAttribute("type");
        const drawn = tag === "input" && (type === "checkbox" || type === "radio") && element.checkVisibility();
        if (!drawn) continue;
      }
      /** @type {OutlineNode} */
      const node = { p: frame.parent, t: tag };
      const attributes = attributesOf(element);
      if (attributes) node.a = attributes;
      if (tag === "input" || tag === "textarea" || tag === "select") {
        const control = /** @type {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} */ (element);
        if (control.type === "hidden") continue;
        if (isSecret(control, control.type)) {
          node.s = 1;
          if (node.a) {
            delete node.a.value;
            for (const name of Object.keys(node.a)) if (name.startsWith("data-")) delete node.a[name];
          }
        } else if (control.type === "checkbox" || control.type === "radio") {
          node.c = /** @type {HTMLInputElement} */ (control).checked;
        } else if (control instanceof HTMLSelectElement) {
          const chosen = [...control.selectedOptions].map((option) => option.textContent?.trim() ?? "");
          node.v = afford(chosen.join(", ").replace(/\s+/g, " ").slice(0, MAX_VALUE));
          // An empty value is the app's own word for "nothing chosen", whatever the option says.
          node.a = { ...node.a, value: control.value.slice(0, MAX_ATTRIBUTE) };
        } else {
          node.v = afford(control.value.slice(0, MAX_VALUE));
        }
        push(node, at);
        continue;
      }
      if (tag === "svg") {
        const name = element.querySelector("title")?.textContent?.trim();
        if (name) node.a = { ...node.a, title: name.slice(0, MAX_ATTRIBUTE) };
        if (node.a) push(node, at);
        continue;
      }
      const index = push(node, at);
      const own = seen === "all";
      if (tag === "iframe" || tag === "frame") {
        const inner = frameRoot(/** @type {HTMLIFrameElement} */ (element));
        if (inner) stack.push({ at: inner, parent: index, own: true, ink: "" });
        continue;
      }
      // What people see is the flattened tree: a host shows its shadow tree, a slot what was put into it.
      const shadow = shadowOf(element);
      const slotted = tag === "slot" ? /** @type {HTMLSlotElement} */ (element).assignedNodes() : [];
      if (shadow) stack.push({ at: shadow.firstChild, parent: index, own, ink: "" });
      else if (slotted.length) stack.push({ at: slotted[0], parent: index, own, ink: "", rest: slotted.slice(1) });
      else if (element.firstChild) stack.push({ at: element.firstChild, parent: index, own, ink: "" });
    }

    /** @type {Outline} */
    const outline = {
      url: withoutSecrets(location.href),
      title: document.title,
      lang: document.documentElement.lang,
      languages: [...navigator.languages],
      loading: document.readyState === "loading",
      nodes,
    };
    if (cut.nodes || cut.text) outline.cut = cut;
    return outline;
  }

  /** @param {HTMLIFrameElement} frame */
  function frameRoot(frame) {
    try {
      // Firefox lets a content script into frames of its own extension, wherever the page put one.
      const inner = frame.contentDocument;
      return inner && !inner.URL.startsWith("moz-extension:") ? inner.body : null;
    } catch {
      return null;
    }
  }

  /** @type {((outline: Outline) => void) | null} */
  let deliver = null;
  /** @type {AbortController | null} */
  let listening = null;
  /** @type {MutationObserver | null} */
  let observer = null;
  /** @type {WeakSet<Node>} */
  let observed = new WeakSet();
  let timer = 0;
  let firstChange = 0;
  let restUntil = 0;

  function read() {
    if (!deliver) return;
    clearTimeout(timer);
    timer = 0;
    firstChange = 0;
    const began = performance.now();
    const outline = readNow();
    observeShadows();
    const now = performance.now();
    restUntil = now + (now - began) * REST_FACTOR;
    deliver(outline);
  }

  /** Something may have changed: read once it has settled. */
  function stir() {
    if (!deliver) return;
    const now = performance.now();
    if (!timer) firstChange = now;
    else clearTimeout(timer);
    const at = Math.max(Math.min(now + QUIET, firstChange + MAX_WAIT), restUntil);
    timer = setTimeout(read, Math.max(0, at - now));
  }

  /** While a reading is due anyway, a further mutation costs one comparison. */
  function mutated() {
    if (!timer || performance.now() < firstChange + MAX_WAIT) stir();
  }

  const WATCHED = {
    subtree: true, childList: true, characterData: true, attributes: true,
    attributeFilter: ["class", "style", "hidden", "value", "aria-hidden", "aria-selected", "aria-checked",
      "aria-current", "open", "disabled", "readonly", "href", "checked", "selected"],
  };

  /** @param {Node} root */
  function observe(root) {
    if (!observer || observed.has(root)) return;
    observed.add(root);
    observer.observe(root, WATCHED);
  }

  /** A document's observer does not see into shadow roots and frames: each is observed once it was read. */
  function observeShadows() {
    let last = null;
    for (const ref of elements) {
      const node = ref.deref();
      const root = node?.getRootNode();
      if (root && root !== last) {
        last = root;
        observe(root);
        if (root !== document && listening) listenIn(root, listening.signal);
      }
    }
  }

  /** @param {Node} root @param {AbortSignal} signal */
  function listenIn(root, signal) {
    // The same listener on the same target is added once, however often it is asked for.
    for (const type of ["input", "change"]) {
      root.addEventListener(type, stir, { capture: true, passive: true, signal });
    }
  }

  /** @param {(outline: Outline) => void} onOutline */
  function start(onOutline) {
    deliver = onOutline;
    if (listening) {
      stir();
      return;
    }
    listening = new AbortController();
    const { signal } = listening;
    observer = new MutationObserver(mutated);
    observed = new WeakSet();
    observe(document);
    listenIn(document, signal);
    const navigation = /** @type {any} */ (globalThis).navigation;
    navigation?.addEventListener("currententrychange", stir, { signal });
    addEventListener("hashchange", stir, { signal });
    addEventListener("popstate", stir, { signal });
    addEventListener("load", stir, { signal });
    addEventListener("pageshow", stir, { signal });
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", stir, { signal });
    stir();
  }

  function stop() {
    deliver = null;
    listening?.abort();
    listening = null;
    observer?.disconnect();
    observer = null;
    clearTimeout(timer);
    timer = 0;
    elements = [];
  }

  /** The element of an outline node; a text node's parent. @param {number} index @returns {Element | null} */
  function element(index) {
    const node = elements[index]?.deref();
    if (!node?.isConnected) return null;
    return node instanceof Element ? node : node.parentElement;
  }

  const api = /** @type {any} */ (globalThis);
  // A script that is injected twice must not orphan the first one's observers.
  api.musterReader ??= { start, stop, readNow, element };
})();
