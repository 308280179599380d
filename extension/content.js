// The sidebar over the page and the markers beside its fields. Decides nothing: it sends facts to the
// background and shows what the background says. The page never gets a discussion's text; markers
// carry counts. Loaded after `reader.js`, again after every update, perhaps twice.
(() => {
  const scope = /** @type {any} */ (globalThis);
  scope.musterContent?.stop();

  const HELLO_MS = 1500;
  const STEP = 16;
  const NARROWEST = 280;
  const TOP = "2147483647";
  const COLOUR = { critical: "#ce2c31", warn: "#ab6400", info: "#5b5bd6" };

  /** @typedef {{ node: number, problems: number, threads: number, level: keyof typeof COLOUR, label: string }} Mark */
  /** @typedef {{ open: boolean, width: number, side: "left" | "right", blocked: boolean }} Sidebar */

  let running = false;
  let abort = new AbortController();
  /** @type {Sidebar} */
  let sidebar = { open: false, width: 360, side: "right", blocked: false };
  let summary = { shown: false, problems: 0, threads: 0, level: /** @type {keyof typeof COLOUR} */ ("info") };
  /** Opened by the person although the page shows no record. */
  let insisted = false;
  /** @type {{ mark: Mark, target: Element, button: HTMLButtonElement }[]} */
  let markers = [];
  /** @type {ReturnType<typeof build> | undefined} */
  let parts;
  /** @type {HTMLIFrameElement | undefined} */
  let frame;
  let hello = 0;
  let drawing = 0;
  const resized = new ResizeObserver(() => draw());
  const crossed = new IntersectionObserver(() => draw());

  scope.musterContent = { start, stop };
  start();

  function start() {
    if (running) return;
    running = true;
    abort = new AbortController();
    const { signal } = abort;
    chrome.runtime.onMessage.addListener(hear);
    addEventListener("pagehide", () => void send({ hidden: {} }), { signal });
    addEventListener("pageshow", (event) => event.persisted && scope.musterReader.readNow(), { signal });
    addEventListener("scroll", draw, { signal, capture: true, passive: true });
    addEventListener("resize", draw, { signal, passive: true });
    void send({ hello: {} }).then((say) => {
      if (!say?.on) return stop();
      sidebar = say.sidebar;
      scope.musterReader.start((/** @type {object} */ outline) => void send({ outline: { outline } }).then(take));
      render();
    });
  }

  function stop() {
    if (!running) return;
    running = false;
    abort.abort();
    try {
      scope.musterReader?.stop();
      chrome.runtime?.onMessage.removeListener(hear);
    } catch {
      // The extension that loaded this script is gone; only the page's side is left to clear.
    }
    clearMarkers();
    closeFrame();
    cancelAnimationFrame(drawing);
    drawing = 0;
    parts?.host.remove();
    parts = undefined;
  }

  /**
   * A fact for the background. A script whose extension was reloaded or removed stops itself here.
   * @param {object} fact
   */
  async function send(fact) {
    try {
      if (!chrome.runtime?.id) throw new Error("orphaned");
      return await chrome.runtime.sendMessage(fact);
    } catch {
      if (!chrome.runtime?.id) stop();
      return undefined;
    }
  }

  /** @param {any} say @param {chrome.runtime.MessageSender} sender */
  function hear(say, sender) {
    if (sender.id !== chrome.runtime.id || !running) return;
    if (say.say === "hello") clearTimeout(hello);
    else if (say.say === "stop") stop();
    else if (say.say === "read") scope.musterReader.readNow();
    else if (say.say === "scroll_to") show(scope.musterReader.element(say.node));
    else take(say);
  }

  /** @param {any} say */
  function take(say) {
    if (!say || !running) return;
    if (say.say === "stop") return stop();
    if (say.sidebar) {
      if (say.insist) insisted = true;
      sidebar = say.sidebar;
      if (!sidebar.open) insisted = false;
    }
    if (say.marks) {
      summary = say.summary;
      placeMarkers(say.marks);
    }
    render();
  }

  /** @param {Partial<Sidebar>} change */
  function change(change) {
    sidebar = { ...sidebar, ...change };
    if (!sidebar.open) insisted = false;
    render();
    void send({ sidebar: { ...sidebar } });
  }

  // --- the sidebar and its tab -------------------------------------------------------------------

  function render() {
    const wanted = summary.shown || insisted;
    if (!wanted && !parts) return;
    parts ??= build();
    const { host, tab, panel, handle } = parts;
    if (!host.isConnected) document.documentElement.append(host);
    toTop(host);
    const open = wanted && sidebar.open && !sidebar.blocked;
    if (open) openFrame();
    else if (!sidebar.open || sidebar.blocked) closeFrame();
    const width = Math.min(Math.max(sidebar.width, NARROWEST), Math.max(NARROWEST, innerWidth - 48));
    const left = sidebar.side === "left";
    css(panel, { display: open ? "block" : "none", width: `${width}px`, left: left ? "0" : "auto", right: left ? "auto" : "0" });
    css(handle, { left: left ? "auto" : "-4px", right: left ? "-4px" : "auto" });
    handle.setAttribute("aria-valuenow", String(width));
    handle.setAttribute("aria-valuemax", String(Math.max(NARROWEST, innerWidth - 48)));
    const count = summary.problems + summary.threads;
    css(tab, {
      display: wanted && !open ? "flex" : "none",
      left: left ? "0" : "auto",
      right: left ? "auto" : "0",
      borderRadius: left ? "0 8px 8px 0" : "8px 0 0 8px",
      background: COLOUR[summary.level ?? "info"],
    });
    parts.count.textContent = count > 0 ? String(count) : "";
    const label = count > 0
      ? word("openSidebarCount", [String(summary.problems), String(summary.threads)])
      : word("openSidebar");
    tab.setAttribute("aria-label", label);
    tab.title = sidebar.blocked ? word("blocked") : label;
    draw();
  }

  function build() {
    const host = document.createElement("muster-sidebar");
    for (const [name, value] of Object.entries({
      all: "initial", position: "fixed", inset: "0 auto auto 0", width: "0", height: "0", margin: "0", padding: "0",
      border: "0", overflow: "visible", background: "transparent", "pointer-events": "none", "z-index": TOP,
    })) host.style.setProperty(name, value, "important");
    host.popover = "manual";
    const root = host.attachShadow({ mode: "closed" });
    const layer = make("div", { position: "fixed", inset: "0", pointerEvents: "none", overflow: "hidden" });

    const tab = button(word("openSidebar"), {
      position: "fixed", top: "38%", alignItems: "center", gap: "4px", flexDirection: "column",
      minWidth: "30px", minHeight: "44px", justifyContent: "center", padding: "6px 4px", color: "#fff",
    });
    const count = make("span", { font: "600 13px/1 system-ui, sans-serif", fontVariantNumeric: "tabular-nums" });
    tab.append(icon("M4 15V6l6 5 6-5v9", 20), count);
    tab.addEventListener("click", (event) => {
      if (!event.isTrusted) return;
      if (sidebar.blocked) void send({ side_panel: {} });
      else change({ open: true });
    });
    tab.addEventListener("keydown", (event) => {
      if (event.key === "ArrowLeft") change({ side: "left" });
      if (event.key === "ArrowRight") change({ side: "right" });
    });

    const panel = make("div", {
      position: "fixed", top: "0", bottom: "0", pointerEvents: "auto", background: "Canvas", colorScheme: "light dark",
      boxShadow: "0 0 0 1px rgb(0 0 0 / .14), 0 8px 32px rgb(0 0 0 / .18)",
    });
    panel.setAttribute("role", "complementary");
    panel.setAttribute("aria-label", word("sidebar"));

    const handle = make("div", { position: "absolute", top: "0", bottom: "0", width: "8px", cursor: "ew-resize", touchAction: "none" });
    handle.tabIndex = 0;
    handle.setAttribute("role", "separator");
    handle.setAttribute("aria-orientation", "vertical");
    handle.setAttribute("aria-label", word("resize"));
    handle.setAttribute("aria-valuemin", String(NARROWEST));
    handle.addEventListener("keydown", (event) => {
      const wider = sidebar.side === "right" ? "ArrowLeft" : "ArrowRight";
      const narrower = sidebar.side === "right" ? "ArrowRight" : "ArrowLeft";
      if (event.key === wider) change({ width: sidebar.width + STEP });
      else if (event.key === "Escape") change({ open: false });
      else if (event.key === narrower) change({ width: Math.max(NARROWEST, sidebar.width - STEP) });
      else return;
      event.preventDefault();
    });
    handle.addEventListener("pointerdown", (event) => {
      if (!event.isTrusted || event.button !== 0) return;
      handle.setPointerCapture(event.pointerId);
      if (frame) css(frame, { pointerEvents: "none" });
    });
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const width = sidebar.side === "right" ? document.documentElement.clientWidth - event.clientX : event.clientX;
      sidebar = { ...sidebar, width: Math.max(NARROWEST, Math.round(width)) };
      render();
    });
    handle.addEventListener("lostpointercapture", () => {
      if (frame) css(frame, { pointerEvents: "auto" });
      change({});
    });

    panel.append(handle);
    root.append(layer, tab, panel);
    return { host, layer, tab, count, panel, handle };
  }

  function openFrame() {
    if (frame || !parts) return;
    frame = document.createElement("iframe");
    frame.title = word("sidebar");
    frame.allow = "clipboard-write";
    frame.src = chrome.runtime.getURL("overlay.html");
    css(frame, { display: "block", width: "100%", height: "100%", border: "0", colorScheme: "light dark", background: "Canvas" });
    parts.panel.prepend(frame);
    hello = setTimeout(() => {
      sidebar = { ...sidebar, open: false, blocked: true };
      render();
      void send({ blocked: {} });
    }, HELLO_MS);
  }

  function closeFrame() {
    clearTimeout(hello);
    frame?.remove();
    frame = undefined;
  }

  /** The browser's top layer is above every z-index of the page and outside every transform of it. */
  /** @param {HTMLElement} host */
  function toTop(host) {
    if (host.showPopover && !host.matches(":popover-open")) host.showPopover();
  }

  // --- markers -----------------------------------------------------------------------------------

  /** @param {Mark[]} marks */
  function placeMarkers(marks) {
    const focused = markers.find(({ button }) => button.matches(":focus"))?.mark.node;
    clearMarkers();
    if (marks.length === 0) return;
    parts ??= build();
    for (const mark of marks) {
      const target = scope.musterReader.element(mark.node);
      if (!target) continue;
      const label = `${mark.label}: ${word("mark", [String(mark.problems), String(mark.threads)])}`;
      const marker = button(label, {
        position: "fixed", left: "0", top: "0", display: "none", minWidth: "20px", height: "20px", padding: "0 5px",
        borderRadius: "10px", color: "#fff", background: COLOUR[mark.level ?? "info"], boxShadow: "0 0 0 2px Canvas",
        font: "600 12px/20px system-ui, sans-serif", fontVariantNumeric: "tabular-nums", textAlign: "center",
      });
      marker.textContent = String(mark.problems + mark.threads);
      marker.addEventListener("click", (event) => event.isTrusted && void send({ marker: { node: mark.node } }));
      parts.layer.append(marker);
      markers.push({ mark, target, button: marker });
      resized.observe(target);
      crossed.observe(target);
      if (mark.node === focused) marker.focus();
    }
  }

  function clearMarkers() {
    for (const { target, button } of markers) {
      resized.unobserve(target);
      crossed.unobserve(target);
      button.remove();
    }
    markers = [];
  }

  function draw() {
    if (drawing !== 0 || markers.length === 0) return;
    drawing = requestAnimationFrame(() => {
      drawing = 0;
      const places = markers.map(({ target }) => placeBeside(target));
      markers.forEach(({ button }, i) => {
        const place = places[i];
        css(button, place
          ? { display: "block", transform: `translate(${place.x}px, ${place.y}px)` }
          : { display: "none" });
      });
    });
  }

  /**
   * Where a marker stands: right of the words, on the page's own scroll; nowhere while the element is
   * out of view or covered.
   * @param {Element} target
   */
  function placeBeside(target) {
    if (!target.isConnected) return undefined;
    const box = target.getBoundingClientRect();
    if (box.width === 0 || box.height === 0 || box.bottom < 0 || box.top > innerHeight) return undefined;
    const range = document.createRange();
    range.selectNodeContents(target);
    const words = range.getBoundingClientRect();
    const end = words.width > 0 ? Math.min(words.right, box.right) : box.right;
    const top = words.width > 0 ? words.top + Math.min(words.height, 24) / 2 : box.top + box.height / 2;
    const seen = document.elementFromPoint(Math.max(box.left + 2, end - 2), top);
    if (!seen || !(seen === target || target.contains(seen) || seen.contains(target) || seen === parts?.host)) return undefined;
    return { x: Math.round(Math.min(end + 6, innerWidth - 28)), y: Math.round(top - 10) };
  }

  /** @param {Element | null} target */
  function show(target) {
    if (!target) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    target.scrollIntoView({ block: "center", inline: "nearest", behavior: calm ? "auto" : "smooth" });
    parts ??= build();
    const ring = make("div", {
      position: "fixed", border: "2px solid #5b5bd6", borderRadius: "6px", pointerEvents: "none",
      boxShadow: "0 0 0 4px rgb(91 91 214 / .25)",
    });
    parts.layer.append(ring);
    const until = performance.now() + 2000;
    const follow = () => {
      const box = target.getBoundingClientRect();
      css(ring, { left: `${box.left - 4}px`, top: `${box.top - 4}px`, width: `${box.width + 4}px`, height: `${box.height + 4}px` });
      if (performance.now() < until && ring.isConnected) requestAnimationFrame(follow);
      else ring.remove();
    };
    follow();
  }

  // --- elements ----------------------------------------------------------------------------------

  /**
   * Styles go through the style object, which no content security policy of the page forbids.
   * @param {HTMLElement | SVGElement} element @param {Partial<CSSStyleDeclaration>} style
   */
  function css(element, style) {
    Object.assign(element.style, style);
  }

  /** @param {"div" | "span"} name @param {Partial<CSSStyleDeclaration>} style @returns {HTMLElement} */
  function make(name, style) {
    const element = document.createElement(name);
    css(element, { boxSizing: "border-box", ...style });
    return element;
  }

  /** @param {string} label @param {Partial<CSSStyleDeclaration>} style */
  function button(label, style) {
    const element = document.createElement("button");
    element.type = "button";
    element.title = label;
    element.setAttribute("aria-label", label);
    css(element, { boxSizing: "border-box", border: "0", margin: "0", cursor: "pointer", pointerEvents: "auto", ...style });
    return element;
  }

  /** @param {string} path @param {number} size */
  function icon(path, size) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", "0 0 20 20");
    svg.setAttribute("width", String(size));
    svg.setAttribute("height", String(size));
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS(space, "path");
    for (const [name, value] of Object.entries({
      d: path, fill: "none", stroke: "currentColor", "stroke-width": "2", "stroke-linecap": "round", "stroke-linejoin": "round",
    })) line.setAttribute(name, value);
    svg.append(line);
    return svg;
  }

  /** @param {string} name @param {string[]} [values] */
  function word(name, values) {
    return chrome.i18n.getMessage(name, values);
  }
})();
