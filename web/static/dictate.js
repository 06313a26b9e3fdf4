// A note that is spoken beside the outcome: recorded and sent, and what was said of it put into the form.
"use strict";
(() => {
  const place = document.getElementById("detta");
  const form = place?.closest("form");
  if (!form) return;
  const most = Number(place.dataset.mostSeconds);
  const filled = new Set(); // proposals that were put into the form: what is deleted there stays so

  // What is proposed goes where nobody has written, and says so until somebody does.
  function put(name, value) {
    const field = form.elements.namedItem(name);
    if (!value || !field || field.value || field === document.activeElement) return;
    field.value = value;
    if (field.rows) field.rows = 4; // a spoken note is longer than a typed one
    const said = document.createElement("small");
    Object.assign(said, { id: `proposto-${name}`, className: "unsure proposed", textContent: "Proposto dalla nota a voce: ricontrolla." });
    field.setAttribute("aria-describedby", said.id);
    (field.closest("label") ?? field).after(said);
    field.addEventListener("input", () => { said.remove(); field.removeAttribute("aria-describedby"); }, { once: true });
  }
  function fill() {
    const one = form.querySelector("[data-proposal]");
    if (!one || filled.has(one.dataset.proposal)) return;
    filled.add(one.dataset.proposal);
    put("nota", one.dataset.note);
    put("minuti", one.dataset.minutes);
    put("quando", one.dataset.when);
    const again = one.querySelector("button[value=call_again]");
    if (again) form.elements.namedItem("quando").closest("details").open = true;
  }
  form.addEventListener("click", (event) => {
    const uses = event.target.closest?.("[data-uses]");
    if (!uses) return;
    const note = form.elements.namedItem("nota");
    const words = uses.closest("[data-proposal]").dataset.note;
    if (!note.value.includes(words)) note.value = [note.value.trim(), words].filter(Boolean).join("\n");
    note.focus();
  });
  document.addEventListener("htmx:afterSettle", fill);
  fill();

  if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) return;
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  told.className = "meta";
  const speak = document.createElement("button");
  Object.assign(speak, { type: "button", className: "secondary outline small" });
  const SPEAK = "Detta una nota";
  speak.textContent = SPEAK;
  let recording = null;
  speak.addEventListener("click", async () => {
    if (recording) { recording.stop(); return; }
    try {
      recording = await recordingOf(most);
    } catch {
      told.textContent = "Il microfono non si può usare: il browser non lo permette, o non c'è.";
      return;
    }
    speak.textContent = "Ferma e manda";
    told.textContent = `Parla: «risolto, venti minuti». Al massimo ${most} secondi.`;
    try {
      const sound = await recording.file(() => "nota-a-voce.wav");
      speak.disabled = true;
      told.textContent = "La nota parte…";
      told.textContent = await sent(sound);
    } catch {
      told.textContent = "La nota non è partita: riprova, o scrivi.";
    }
    recording = null;
    speak.disabled = false;
    speak.textContent = SPEAK;
  });
  async function sent(sound) {
    const body = new FormData();
    body.set("csrf_token", form.elements.namedItem("csrf_token").value);
    body.set("presa", form.elements.namedItem("presa").value);
    body.set("suono", sound);
    const answer = await fetch(place.dataset.to, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (answer.status === 409 || answer.status === 422) return answer.text();
    if (answer.status !== 204 || answer.headers.get("HX-Redirect")) throw new Error("not kept");
    askAll();
    return "La nota è arrivata.";
  }
  place.append(speak, told);
  place.hidden = false;
})();
