// A voice note and a photograph, taken in the page and put among the files that are chosen.
"use strict";
(() => {
  const place = document.getElementById("registra");
  const chosen = document.getElementById("allegati");
  if (!place || !chosen || !navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) return;
  const most = Number(place.dataset.mostSeconds);
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  told.className = "meta";

  function button(words) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "secondary outline";
    made.textContent = words;
    return made;
  }

  function add(file) {
    const all = new DataTransfer();
    for (const one of [...chosen.files, file]) all.items.add(one);
    chosen.files = all.files;
    chosen.dispatchEvent(new Event("change"));
  }

  function name(kind) {
    const now = new Date();
    const part = (value) => String(value).padStart(2, "0");
    const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(part).join("-");
    return kind === "wav" ? `messaggio-vocale-${time}.wav` : `foto-${time}.jpg`;
  }

  const speak = button("Registra un messaggio vocale");
  let recorder = null;
  speak.addEventListener("click", async () => {
    if (recorder) { recorder.stop(); return; }
    try {
      recorder = await recordingOf(most);
    } catch {
      told.textContent = "Il microfono non si può usare: il browser non lo permette, o non c'è.";
      return;
    }
    speak.textContent = "Ferma la registrazione";
    told.textContent = `Parli adesso: al massimo ${most} secondi.`;
    try {
      add(await recorder.file(() => name("wav")));
      told.textContent = "Il messaggio vocale è fra i file: prema Aggiungi per inviarlo.";
    } catch {
      told.textContent = "La registrazione non è riuscita: riprovi.";
    }
    recorder = null;
    speak.textContent = "Registra un messaggio vocale";
  });

  const look = button("Scatta una foto");
  const seen = document.createElement("video");
  seen.muted = true;
  seen.playsInline = true;
  seen.hidden = true;
  look.addEventListener("click", async () => {
    if (!seen.hidden) {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [seen.videoWidth, seen.videoHeight];
      canvas.getContext("2d").drawImage(seen, 0, 0);
      canvas.toBlob((blob) => {
        add(new File([blob], name("jpg"), { type: "image/jpeg" }));
        told.textContent = "La foto è fra i file: prema Aggiungi per inviarla.";
      }, "image/jpeg", 0.85);
      seen.srcObject.getTracks().forEach((track) => track.stop());
      seen.hidden = true;
      look.textContent = "Scatta una foto";
      return;
    }
    try {
      seen.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      told.textContent = "La fotocamera non si può usare: scelga una foto fra i file.";
      return;
    }
    seen.hidden = false;
    await seen.play();
    look.textContent = "Scatta adesso";
  });
  place.append(speak, look, told, seen);
  place.hidden = false;
})();
