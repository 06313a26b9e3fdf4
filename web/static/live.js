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
// Whoever was signed out elsewhere is led to the entrance, but never away from words that they typed:
// sent, these are shown to them again (see web/console/pages.py).
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.detail.xhr.getResponseHeader("HX-Redirect") && hasTyped()) event.preventDefault();
});
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
