// A voice note and a photograph, taken in the page and put among the files that are chosen.
"use strict";
(() => {
  const place = document.getElementById("registra");
  const chosen = document.getElementById("allegati");
  if (!place || !chosen || !navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) return;
  const RATE = 16000; // samples a second, as the recogniser hears
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

  // The browser's own format is decoded and written as WAV, which everything reads.
  async function wav(blob) {
    const context = new AudioContext();
    const whole = await context.decodeAudioData(await blob.arrayBuffer());
    await context.close();
    const length = Math.max(1, Math.round(Math.min(whole.duration, most) * RATE));
    const offline = new OfflineAudioContext(1, length, RATE);
    const source = offline.createBufferSource();
    source.buffer = whole;
    source.connect(offline.destination);
    source.start();
    const samples = (await offline.startRendering()).getChannelData(0);
    const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
    const word = (at, text) => [...text].forEach((sign, to) => view.setUint8(at + to, sign.charCodeAt(0)));
    word(0, "RIFF"); view.setUint32(4, 36 + samples.length * 2, true); word(8, "WAVEfmt ");
    view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true);
    view.setUint32(24, RATE, true); view.setUint32(28, RATE * 2, true);
    view.setUint16(32, 2, true); view.setUint16(34, 16, true);
    word(36, "data"); view.setUint32(40, samples.length * 2, true);
    samples.forEach((one, at) => view.setInt16(44 + at * 2, Math.max(-1, Math.min(1, one)) * 32767, true));
    return new File([view], name("wav"), { type: "audio/wav" });
  }

  const speak = button("Registra un messaggio vocale");
  let recorder = null;
  speak.addEventListener("click", async () => {
    if (recorder) { recorder.stop(); return; }
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      told.textContent = "Il microfono non si può usare: il browser non lo permette, o non c'è.";
      return;
    }
    const parts = [];
    recorder = new MediaRecorder(stream);
    const over = setTimeout(() => recorder?.stop(), most * 1000);
    recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    recorder.addEventListener("stop", async () => {
      clearTimeout(over);
      stream.getTracks().forEach((track) => track.stop());
      recorder = null;
      speak.textContent = "Registra un messaggio vocale";
      try {
        add(await wav(new Blob(parts)));
        told.textContent = "Il messaggio vocale è fra i file: prema Aggiungi per inviarlo.";
      } catch {
        told.textContent = "La registrazione non è riuscita: riprovi.";
      }
    });
    recorder.start();
    speak.textContent = "Ferma la registrazione";
    told.textContent = `Parli adesso: al massimo ${most} secondi.`;
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
