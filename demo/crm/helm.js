// Helm: a customer tool as they are built today, one page that draws itself late and moves by pushState.

const DAY = 86_400_000;
const day = (days) => new Date(Date.now() + days * DAY).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
const money = (amount) => `€${amount.toLocaleString("en-GB", { minimumFractionDigits: 2 })}`;

const opportunities = [
  { id: "OP-1182", name: "Meter renewal, district 4", account: "Elbwerk Wasser GmbH", owner: "Oskar Whelan", amount: 184_500, close: -6, stage: "Negotiation", probability: 60, next: "Waiting for the customer's framework contract", moved: 3 },
  { id: "OP-1190", name: "Calibration service 3 years", account: "Northgate Utilities", owner: "Mei Tanaka", amount: 62_400, close: 24, stage: "Proposal", probability: 40, next: "Send the revised service levels", moved: 0 },
  { id: "OP-1175", name: "Leak detection pilot", account: "Fjordkraft Vann", owner: "Oskar Whelan", amount: 27_900, close: 9, stage: "Negotiation", probability: 75, next: "Agree on the acceptance test", moved: 1 },
  { id: "OP-1201", name: "Flow computers, plant 2", account: "Brasserie du Lac", owner: "Nadia Rahimi", amount: 48_150, close: 47, stage: "Qualification", probability: 20, next: "Site visit", moved: 0 },
];

const forecast = [
  { id: "FC-NORTH", region: "North", owner: "Oskar Whelan", quota: 420_000, commit: 305_000, best: 398_000, change: -184_500 },
  { id: "FC-WEST", region: "West", owner: "Mei Tanaka", quota: 260_000, commit: 271_400, best: 310_000, change: 12_000 },
  { id: "FC-ALPS", region: "Alps", owner: "Léa Fontaine", quota: 180_000, commit: 164_800, best: 188_500, change: 0 },
];

const tickets = [
  { id: "T-30915", subject: "Meter shows negative flow after firmware 4.2", customer: "Elbwerk Wasser GmbH", requester: "Henrik Voss", assignee: "Unassigned", priority: "High", status: "Open", opened: -3, due: -1, device: "AB-900 / 4.2.0" },
  { id: "T-30902", subject: "Certificate in French", customer: "Brasserie du Lac", requester: "Camille Aubry", assignee: "Mei Tanaka", priority: "Normal", status: "Waiting", opened: -8, due: 4, device: "AB-300 / 3.9.1" },
];

const routes = [
  { path: /^\/crm\/opportunities$/, tab: "opportunities", draw: drawOpportunities },
  { path: /^\/crm\/opportunities\/([\w-]+)$/, tab: "opportunities", draw: drawOpportunity },
  { path: /^\/crm\/forecast$/, tab: "forecast", draw: drawForecast },
  { path: /^\/crm\/tickets$/, tab: "tickets", draw: drawTickets },
  { path: /^\/crm\/tickets\/([\w-]+)$/, tab: "tickets", draw: drawTicket },
];

/** An element with a class and children, as a view library would make it. */
function el(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

function link(href, ...children) {
  const node = el("a", "", ...children);
  node.href = href;
  return node;
}

function facts(pairs) {
  return el("div", "grid", ...pairs.map(([label, value, tone]) =>
    el("div", "", el("div", "k", label), el("div", `v ${tone ?? ""}`, value))));
}

function table(columns, heads, rows) {
  const line = (className, cells) => {
    const row = el("div", `row ${className}`, ...cells);
    row.style.gridTemplateColumns = columns;
    row.setAttribute("role", "row");
    return row;
  };
  const cell = (role, content, className = "") => {
    const node = el("div", className, content);
    node.setAttribute("role", role);
    return node;
  };
  const grid = el("div", "table",
    line("head", heads.map((head) => cell("columnheader", head))),
    ...rows.map(({ key, cells }) => {
      const row = line("body", cells.map((content) => cell("gridcell", content)));
      row.dataset.key = key;
      return row;
    }));
  grid.setAttribute("role", "grid");
  return grid;
}

function heading(name, ...chips) {
  const title = el("div", "name", name);
  title.setAttribute("role", "heading");
  title.setAttribute("aria-level", "1");
  return el("div", "title", title, ...chips);
}

function drawOpportunities() {
  document.title = "Opportunities · Helm";
  return [heading("Opportunities"), table("100px 2fr 1.6fr 1.2fr 1.2fr 1.1fr 1.1fr",
    ["Number", "Opportunity", "Account", "Owner", "Amount", "Close date", "Stage"],
    opportunities.map((o) => ({ key: o.id, cells: [link(`/crm/opportunities/${o.id}`, o.id), o.name, o.account, o.owner, money(o.amount), day(o.close), o.stage] })))];
}

function drawOpportunity(id) {
  const o = opportunities.find((one) => one.id === id);
  if (!o) return drawMissing();
  document.title = `${o.name} · Helm`;
  return [
    heading(o.name, el("span", "chip", o.stage)),
    el("div", "panel", facts([
      ["Opportunity number", o.id], ["Account", o.account], ["Owner", o.owner],
      ["Amount", money(o.amount)], ["Close date", day(o.close), o.close < 0 ? "red" : ""], ["Stage", o.stage],
      ["Probability", `${o.probability} %`], ["Close date moved", `${o.moved} times`], ["Next step", o.next],
    ])),
  ];
}

function drawForecast() {
  document.title = "Forecast · Helm";
  return [heading("Forecast, this quarter"), table("1fr 1.3fr 1.2fr 1.2fr 1.2fr 1.4fr",
    ["Region", "Owner", "Quota", "Commit", "Best case", "Change this week"],
    forecast.map((f) => ({ key: f.id, cells: [f.region, f.owner, money(f.quota), money(f.commit), money(f.best), f.change < 0 ? `−${money(-f.change)}` : money(f.change)] })))];
}

function drawTickets() {
  document.title = "Service · Helm";
  return [heading("Tickets"), table("110px 2.4fr 1.6fr 1.2fr 1fr 1.1fr",
    ["Ticket", "Subject", "Customer", "Assignee", "Status", "Due"],
    tickets.map((t) => ({ key: t.id, cells: [link(`/crm/tickets/${t.id}`, t.id), t.subject, t.customer, t.assignee, t.status, day(t.due)] })))];
}

function drawTicket(id) {
  const t = tickets.find((one) => one.id === id);
  if (!t) return drawMissing();
  document.title = `${t.id} · Helm`;
  return [
    heading(t.subject, el("span", `chip ${t.priority === "High" ? "red" : ""}`, t.priority)),
    el("div", "panel", facts([
      ["Ticket", t.id], ["Status", t.status], ["Priority", t.priority],
      ["Customer", t.customer], ["Requester", t.requester], ["Assignee", t.assignee],
      ["Opened", day(t.opened)], ["Due", day(t.due), t.due < 0 ? "red" : ""], ["Device and firmware", t.device],
    ])),
    el("div", "panel", el("div", "v", "Conversation"),
      el("div", "talk", el("div", "muted", `${t.requester}, ${day(t.opened)}`),
        el("div", "", "Since the update our night flow is shown as a negative figure. The billing run is on Friday: can we trust the totals?"))),
  ];
}

function drawMissing() {
  document.title = "Helm";
  return [heading("There is nothing here"), link("/crm/opportunities", "To the opportunities")];
}

function shell(tab) {
  const entry = (name, href, text) => Object.assign(link(href, text), { className: name === tab ? "on" : "" });
  const main = el("div", "main");
  document.getElementById("root").replaceChildren(el("div", "shell",
    el("nav", "side", el("div", "logo", "Helm"),
      entry("opportunities", "/crm/opportunities", "Opportunities"), entry("forecast", "/crm/forecast", "Forecast"),
      entry("tickets", "/crm/tickets", "Service"), entry("", "/spend/reports", "Tally Spend"),
      el("div", "me", "Nadia Rahimi", el("br"), "Alderbrook Instruments")),
    main));
  return main;
}

let drawing = 0;

/** A skeleton first, the record when the "server" has answered: as such apps do. */
function draw() {
  const route = routes.find(({ path }) => path.test(location.pathname));
  const main = shell(route?.tab);
  main.append(el("div", "panel", el("div", "sk"), el("div", "sk"), el("div", "sk")));
  clearTimeout(drawing);
  drawing = setTimeout(() => {
    const [, id] = route?.path.exec(location.pathname) ?? [];
    main.replaceChildren(...(route ? route.draw(id) : drawMissing()));
  }, 400);
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target.closest("a") : null;
  if (!target || !target.pathname.startsWith("/crm/") || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  history.pushState(null, "", target.pathname);
  draw();
});
addEventListener("popstate", draw);
draw();
