// What is new and concerns whoever looks: a sound, a notice of the desktop, and a line on the page.
"use strict";

const asks = document.body.dataset.news;
const wants = { sound: document.body.dataset.sound === "on", desktop: document.body.dataset.desktop === "on" };
const SEEN = `centralino-novita-${document.body.dataset.who ?? ""}`;
const read = () => { try { return JSON.parse(localStorage.getItem(SEEN)); } catch { return null; } };

// Two short tones, higher where somebody waits; a browser lets a page sound once somebody touched it.
let context = null;
function beep(urgent) {
  context ??= new AudioContext();
  context.resume().then(() => {
    [0, 0.18].forEach((later, at) => {
      const tone = context.createOscillator(), loud = context.createGain(), from = context.currentTime + later;
      tone.frequency.value = (urgent ? 880 : 587) * (at ? 1.26 : 1);
      loud.gain.setValueAtTime(0.0001, from);
      loud.gain.exponentialRampToValueAtTime(0.2, from + 0.02);
      loud.gain.exponentialRampToValueAtTime(0.0001, from + 0.16);
      tone.connect(loud).connect(context.destination);
      tone.start(from);
      tone.stop(from + 0.17);
    });
    document.body.dataset.sounded = String(Number(document.body.dataset.sounded ?? 0) + 1);
  }).catch(() => {});
}
function show(one) {
  const told = document.createElement("p"), link = document.createElement("a");
  told.className = "told news";
  Object.assign(link, { href: one.page, textContent: one.text });
  told.append(link);
  document.getElementById("detto")?.append(told);
}
function notice(one) {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const shown = new Notification("Centralino", { body: one.text, tag: one.key, lang: "it" });
  shown.addEventListener("click", () => { window.focus(); location.assign(one.page); });
}
// What was there before one came is not news; of several pages that are open one tells it.
async function look() {
  let news;
  try {
    const answer = await fetch(asks, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(8000) });
    if (!answer.ok || answer.status === 204) return;
    ({ news } = await answer.json());
  } catch { return; }
  const seen = read();
  const known = new Set(seen ?? []);
  const fresh = seen ? news.filter((one) => !known.has(one.key)) : [];
  localStorage.setItem(SEEN, JSON.stringify(news.map((one) => one.key)));
  for (const one of fresh) show(one);
  if (wants.sound && fresh.length) beep(fresh.some((one) => one.urgent));
  if (wants.desktop) fresh.forEach(notice);
}
if (asks && (wants.sound || wants.desktop)) { look(); setInterval(look, 10_000); }

// The settings: heard at once, and asked for where the browser wants to be asked.
document.addEventListener("click", (event) => { if (event.target.closest?.("[data-beeps]")) beep(true); });
document.addEventListener("change", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-asks-notices]") || !field.checked) return;
  const told = document.getElementById("avvisi-desktop");
  const says = (text) => { if (told) told.textContent = text; };
  if (!("Notification" in window)) { says("Questo browser non mostra avvisi."); return; }
  Notification.requestPermission().then((may) => says(may === "granted" ? "Il browser li permette." : "Il browser non li permette: si cambia accanto all'indirizzo della pagina."));
});
