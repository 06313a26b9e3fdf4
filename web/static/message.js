// A message: its wave, words that follow the voice, facts that play exactly their seconds.
"use strict";

const SPEED = "centralino-velocita";
const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

for (const message of document.querySelectorAll("[data-message]")) {
  const player = message.querySelector("audio[data-plays]");
  if (!player) continue;
  const words = [...message.querySelectorAll("[data-words] [data-from]")];
  let stopAt = null;

  const playFrom = (from, to) => {
    player.currentTime = Math.max(0, from);
    stopAt = to ?? null;
    player.play();
  };
  player.addEventListener("timeupdate", () => {
    if (stopAt !== null && player.currentTime >= stopAt) { player.pause(); stopAt = null; }
    for (const word of words) {
      const now = player.currentTime;
      const said = !player.ended && now >= Number(word.dataset.from) && now < Number(word.dataset.to);
      word.setAttribute("aria-selected", String(said));
    }
  });
  player.addEventListener("seeking", () => { if (!player.paused) stopAt = null; });

  // The speed is remembered, for every message.
  const speed = message.querySelector("[data-speed]");
  const kept = localStorage.getItem(SPEED);
  if (kept && [...speed.options].some((option) => option.value === kept)) speed.value = kept;
  const hurry = () => { player.playbackRate = Number(speed.value); player.preservesPitch = true; };
  speed.addEventListener("change", () => { localStorage.setItem(SPEED, speed.value); hurry(); });
  player.addEventListener("play", hurry);
  hurry();

  // One word is reached with the tabulator, the others from there with the arrows.
  const reach = (word) => {
    for (const other of words) other.tabIndex = -1;
    word.tabIndex = 0;
  };
  words.forEach((word, at) => {
    word.setAttribute("role", "option");
    word.setAttribute("aria-selected", "false");
    word.tabIndex = at === 0 ? 0 : -1;
    word.addEventListener("click", () => playFrom(Number(word.dataset.from)));
    word.addEventListener("keydown", (event) => {
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: words.length - 1 }[event.key];
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); word.click(); }
      if (to === undefined || !words[to]) return;
      event.preventDefault();
      reach(words[to]);
      words[to].focus();
    });
  });
  for (const fact of message.querySelectorAll("button[data-from]")) {
    fact.addEventListener("click", () => playFrom(Number(fact.dataset.from), Number(fact.dataset.to)));
  }

  draw(message.querySelector("[data-wave]"), player);
}

// Drawn of its loudness: the sound itself is asked for by whoever listens, and is noted then.
async function draw(box, player) {
  if (!window.WaveSurfer || !box) return;
  const shape = await fetch(box.dataset.wave).then((got) => (got.ok ? got.json() : null)).catch(() => null);
  if (!shape) return;
  box.hidden = false;
  const length = () => player.duration || shape.seconds;
  const wave = WaveSurfer.create({
    container: box,
    media: player,
    peaks: [shape.peaks],
    duration: shape.seconds,
    height: 64,
    barWidth: 2,
    barGap: 1,
    normalize: true,
    waveColor: style("--quiet") || "#ccc",
    progressColor: style("--accent") || "#06c",
    cursorColor: style("--blocking") || "#c00",
    cspNonce: document.querySelector("meta[name=style-nonce]")?.content,
  });
  wave.on("error", () => { box.hidden = true; });
  const told = () => {
    const end = Math.round(length());
    const now = Math.round(player.currentTime);
    box.setAttribute("aria-valuemax", String(end));
    box.setAttribute("aria-valuenow", String(now));
    box.setAttribute("aria-valuetext", `${now} secondi su ${end}`);
  };
  box.setAttribute("role", "slider");
  box.setAttribute("aria-label", "Punto del messaggio");
  box.setAttribute("aria-valuemin", "0");
  box.tabIndex = 0;
  told();
  player.addEventListener("loadedmetadata", told);
  player.addEventListener("timeupdate", told);
  box.addEventListener("keydown", (event) => {
    const jump = { ArrowRight: 3, ArrowUp: 3, ArrowLeft: -3, ArrowDown: -3, PageUp: 10, PageDown: -10 }[event.key];
    if (jump) player.currentTime = Math.min(length(), Math.max(0, player.currentTime + jump));
    else if (event.key === "Home") player.currentTime = 0;
    else if (event.key === "End") player.currentTime = length();
    else if (event.key === "Enter") { if (player.paused) player.play(); else player.pause(); }
    else return;
    event.preventDefault();
  });
}
