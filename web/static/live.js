// Parts that keep themselves fresh: never over words that somebody types, and honest where they are stale.
"use strict";

// What is typed into, in whatever part of a page
const FIELDS = "input:not([type=hidden], [type=submit], [type=search]), textarea, select";
const isTyped = (field) => {
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  if (!field.matches("select")) return field.value !== field.defaultValue || field.validity.badInput;
  const usual = [...field.options].findLastIndex((option) => option.defaultSelected);
  return field.selectedIndex !== Math.max(usual, 0);
};
const isInUse = (form) => [...form.querySelectorAll(FIELDS)].some((field) => field === document.activeElement || isTyped(field));
const hasTyped = () => [...document.querySelectorAll("main :is(input:not([type=hidden], [type=checkbox]), textarea, select)")].some(isTyped);

// A form in use is neither changed nor taken away by what comes fresh; and what was folded out stays so.
let swapping = null; // the part that is being changed
const swaps = new WeakMap(); // by part: whether a form was left as it was, and the row that has the focus
const left = () => { (swaps.get(swapping) ?? {}).skipped = true; return false; };
Object.assign(Idiomorph.defaults.callbacks, {
  beforeNodeMorphed(old) {
    if (old instanceof HTMLFormElement && isInUse(old)) return left();
  },
  beforeNodeRemoved(old) {
    if (!(old instanceof Element)) return;
    const forms = old.matches("form") ? [old] : [...old.querySelectorAll("form")];
    const used = forms.filter(isInUse);
    for (const form of used) overtaken(form);
    if (used.length) return left();
  },
  beforeAttributeUpdated(name, node) {
    if (name === "open" && node instanceof HTMLDetailsElement) return false;
  },
});
function overtaken(form) {
  if (form.querySelector("[data-overtaken]")) return;
  const told = document.createElement("small");
  Object.assign(told, { className: "unsure", textContent: "Nel frattempo qui è cambiato qualcosa: quello che hai scritto è rimasto, e non è registrato." });
  told.dataset.overtaken = "";
  told.setAttribute("role", "status");
  form.append(told);
}

// A part that asks again says which version it shows, and is answered with nothing if that stands.
document.addEventListener("htmx:configRequest", (event) => {
  const known = event.detail.elt.dataset.version;
  if (known) event.detail.parameters.versione = known;
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.hasAttribute("data-live") && document.hidden) event.preventDefault();
});
// What a page shows is old where the service does not answer, and says so until it does.
const banner = document.getElementById("vecchia");
const WHY = {
  offline: "il servizio non si raggiunge",
  service: "il servizio non risponde",
  out: "nel frattempo sei uscito",
};
let freshAt = new Date();
let isOld = null; // why it is
function old(why, told = "") {
  if (!banner) return;
  isOld = why;
  const since = freshAt.toLocaleTimeString("it-IT", { hour: "2-digit", minute: "2-digit" });
  const says = document.createElement("p");
  says.textContent = `${told || `Questa pagina è ferma alle ${since}`}: ${WHY[why]}. Quello che scrivi resta qui.`;
  const does = document.createElement(why === "out" ? "a" : "button");
  Object.assign(does, { textContent: why === "out" ? "Entra di nuovo" : "Riprova" });
  if (why === "out") Object.assign(does, { href: "/login", target: "_blank", rel: "opener" });
  else { does.type = "button"; does.className = "outline small"; does.addEventListener("click", askAll); }
  if (banner.textContent !== says.textContent + does.textContent) banner.replaceChildren(says, does);
  banner.hidden = false;
  document.body.classList.add("old");
}
function fresh(answered) {
  freshAt = new Date();
  const due = answered("X-Da-Richiamare");
  if (due !== null) document.title = `${Number(due) ? `(${due}) ` : ""}${document.title.replace(/^\(\d+\) /, "")}`;
  const token = answered("X-Modulo");
  if (token) for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
  if (!isOld || !banner) return;
  isOld = null;
  banner.hidden = true;
  banner.replaceChildren();
  document.body.classList.remove("old");
}
const whyOf = (status, header) => {
  if (!status) return "offline";
  if (status >= 500) return "service";
  return header("HX-Redirect") ? "out" : null;
};
document.addEventListener("htmx:afterRequest", (event) => {
  const { xhr } = event.detail;
  const header = (name) => xhr.getResponseHeader(name);
  const why = whyOf(xhr.status, header);
  if (why) old(why);
  else fresh(header);
});
// Whoever was signed out elsewhere is led to the entrance, but never away from words that they typed.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.detail.xhr.getResponseHeader("HX-Redirect") && hasTyped()) event.preventDefault();
});
window.addEventListener("offline", () => old("offline"));
window.addEventListener("online", () => askAll());
// Words are sent only where somebody takes them: else they stay in their form.
document.addEventListener("submit", async (event) => {
  const form = event.target, { submitter } = event;
  const counts = document.querySelector("[data-counts]");
  if (!counts || form.method !== "post" || "goes" in form.dataset || !isInUse(form)) return;
  event.preventDefault();
  if ("asks" in form.dataset) return;
  form.dataset.asks = "";
  const why = await whyNot(counts.getAttribute("hx-get"));
  delete form.dataset.asks;
  if (why) { old(why, "Non è stato inviato"); banner.scrollIntoView({ block: "nearest" }); return; }
  form.dataset.goes = "";
  form.requestSubmit(form.contains(submitter) ? submitter : undefined);
  delete form.dataset.goes;
});
async function whyNot(address) {
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(8000) });
    const header = (name) => answer.headers.get(name);
    const why = whyOf(answer.status, header);
    if (!why) fresh(header);
    return why;
  } catch {
    return "offline";
  }
}
document.addEventListener("visibilitychange", () => { if (!document.hidden) askAll(); });
function askAll() {
  for (const part of document.querySelectorAll("[data-live], [data-counts]")) {
    htmx.ajax("GET", part.getAttribute("hx-get"), { source: part, target: part, swap: "morph:innerHTML" });
  }
}

// Whatever comes or goes above it, the row that has the focus stays where it is on the screen; and
// where a colleague took that row, the next one has the focus in its place.
document.addEventListener("htmx:beforeSwap", (event) => {
  swapping = event.detail.target;
  const row = document.activeElement?.closest?.("[data-row]");
  if (!row || !swapping.contains(row)) { swaps.set(swapping, {}); return; }
  const ids = [...swapping.querySelectorAll("[data-row]")].map((one) => one.id);
  const at = ids.indexOf(row.id);
  const near = [row.id, ...ids.slice(at + 1), ...ids.slice(0, at).reverse()];
  swaps.set(swapping, { near, top: row.getBoundingClientRect().top });
});
document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt.closest("[data-live], [data-counts]");
  const swap = swaps.get(part);
  if (!swap) return;
  swaps.delete(part);
  const version = event.detail.xhr?.getResponseHeader("X-Versione");
  // Where a form in use was left as it was, the whole part is asked for again.
  if (swap.skipped) part.removeAttribute("data-version");
  else if (version) part.setAttribute("data-version", version);
  const row = swap.near?.map((id) => document.getElementById(id)).find(Boolean);
  if (!row) return;
  if (!row.contains(document.activeElement)) row.focus({ preventScroll: true });
  keep(row, swap.top);
});
// Where the page is too short to be scrolled so far, it is made longer until the focus goes.
function keep(row, top) {
  const main = document.getElementById("contenuto");
  const off = () => row.getBoundingClientRect().top - top;
  window.scrollBy(0, off());
  const rest = off();
  if (Math.abs(rest) < 1) return;
  // A page that does not fill the window has room below that cannot be scrolled to.
  if (rest > 0) main.style.minHeight = `${window.innerHeight + rest - main.getBoundingClientRect().top}px`;
  else main.style.paddingTop = `${parseFloat(getComputedStyle(main).paddingTop) - rest}px`;
  window.scrollBy(0, off());
}
document.addEventListener("focusout", (event) => {
  if (!event.target.closest?.("[data-row]")) return;
  requestAnimationFrame(() => {
    if (document.activeElement?.closest?.("[data-row]")) return;
    const main = document.getElementById("contenuto");
    main.style.minHeight = main.style.paddingTop = "";
  });
});
