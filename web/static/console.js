// Keyboard and dialogs, and nothing that a page cannot do without.
"use strict";

// Dialogs
document.addEventListener("click", (event) => {
  const opens = event.target.closest?.("[data-opens]");
  if (opens) document.getElementById(opens.dataset.opens)?.showModal();
  const closes = event.target.closest?.("[data-closes]");
  if (closes) document.getElementById(closes.dataset.closes)?.close();
});
// What is copied, a link say, for whoever sends it in another way
document.addEventListener("click", async (event) => {
  const copies = event.target.closest?.("[data-copies]");
  if (!copies) return;
  const done = await copied(copies.dataset.copies);
  copies.textContent = done ? "Copiato" : copies.dataset.copies;
});
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { // not by https, or not allowed
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
// Sentences are spoken by the browser's own voice.
document.addEventListener("click", (event) => {
  const says = event.target.closest?.("[data-say]");
  if (!says || !window.speechSynthesis) return;
  speechSynthesis.cancel();
  const words = new SpeechSynthesisUtterance(says.dataset.say);
  words.lang = says.dataset.lang;
  speechSynthesis.speak(words);
});
for (const form of document.querySelectorAll("[data-sends-itself]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

// The customer picker: arrows choose, Enter takes, Escape closes; what is typed is sent as it is, too.
function choicesOf(field) { return document.getElementById(field.getAttribute("aria-controls")); }
function close(field) {
  choicesOf(field).hidden = true;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}
function take(field, choice) {
  field.value = choice.dataset.code;
  field.closest("[data-picker]").querySelector("[data-picked]").textContent = choice.dataset.name;
  close(field);
}
document.addEventListener("htmx:afterSwap", (event) => {
  const field = event.detail.target.closest?.("[data-picker]")?.querySelector("[role=combobox]");
  if (!field) return;
  const list = choicesOf(field);
  list.hidden = !list.children.length || document.activeElement !== field;
  field.setAttribute("aria-expanded", String(!list.hidden));
  field.removeAttribute("aria-activedescendant");
});
document.addEventListener("input", (event) => {
  const told = event.target.closest?.("[data-picker]")?.querySelector("[data-picked]");
  if (told) told.textContent = "";
});
document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("[data-picker] [role=combobox]");
  if (!field || choicesOf(field).hidden) return;
  const all = [...choicesOf(field).querySelectorAll("[data-code]")];
  const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  if (event.key === "Escape") close(field);
  else if (event.key === "Enter" && at >= 0) take(field, all[at]);
  else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && all.length) {
    const next = event.key === "ArrowDown" ? (at + 1) % all.length : (at < 1 ? all.length : at) - 1;
    all.forEach((one, place) => one.setAttribute("aria-selected", String(place === next)));
    field.setAttribute("aria-activedescendant", all[next].id);
    all[next].scrollIntoView({ block: "nearest" });
  } else return;
  event.preventDefault();
});
document.addEventListener("mousedown", (event) => {
  const choice = event.target.closest?.("[data-picker] [data-code]");
  if (!choice) return;
  event.preventDefault(); // the field keeps the focus
  take(choice.closest("[data-picker]").querySelector("[role=combobox]"), choice);
});
document.addEventListener("focusout", (event) => {
  const field = event.target.closest?.("[data-picker] [role=combobox]");
  if (field) close(field);
});

// Single keys: off where the user switched them off, and never where one writes.
const rows = () => [...document.querySelectorAll("[data-row]")];
function move(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement?.closest?.("[data-row]"));
  all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))].focus();
}
let going = 0;
// What a page does by one key of its own: [data-key].
function press(key) {
  const does = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!does) return false;
  for (let folded = does.parentElement.parentElement?.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
  does.click();
  does.closest("details[open]")?.querySelector("input:not([type=hidden]), select")?.focus();
}
const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  g: () => { going = Date.now(); },
  // the page's own search, else the one that each page has
  "/": () => (document.querySelector("main [data-search]") ?? document.querySelector("[data-search]"))?.focus(),
  "?": () => document.getElementById("tasti")?.showModal(),
  Enter: () => document.activeElement.matches("[data-row]") && document.activeElement.querySelector("a.title, h3 a")?.click(),
  " ": () => {
    const player = document.querySelector("audio[data-plays]");
    if (!player) return false;
    if (player.paused) player.play(); else player.pause();
  },
};
document.addEventListener("keydown", (event) => {
  if (document.body.dataset.keys !== "on" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog[open]")) return;
  if (event.target.closest("a, button, audio, summary") && (event.key === " " || event.key === "Enter")) return;
  if (going && Date.now() - going < 1500) {
    going = 0;
    const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    if (link) { event.preventDefault(); link.click(); return; }
  }
  const does = KEYS[event.key] ?? (() => press(event.key));
  if (does() !== false) event.preventDefault();
});
// The call's timer counts by the service's clock, whatever this machine's says.
const ahead = Date.parse(document.body.dataset.now ?? "") - Date.now();
function tick() {
  for (const timer of document.querySelectorAll("[data-timer]")) {
    const since = (Date.now() + ahead - Date.parse(timer.dateTime)) / 1000;
    const gone = Math.max(0, timer.dataset.timer === "down" ? Math.ceil(-since) : Math.floor(since));
    if (Number.isNaN(gone)) continue;
    const [hours, minutes, seconds] = [gone / 3600, (gone % 3600) / 60, gone % 60].map(Math.floor);
    const two = (number) => String(number).padStart(2, "0");
    timer.textContent = hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
  }
}
if (!Number.isNaN(ahead)) { tick(); setInterval(tick, 1000); document.addEventListener("htmx:afterSettle", tick); }
// On a telephone the menu is scrolled to where one is.
const nav = document.querySelector("nav#schermate");
const here = nav?.querySelector('[aria-current="page"]');
if (here) nav.scrollLeft = here.offsetLeft - nav.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
