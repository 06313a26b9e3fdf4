// The microphone, as customers and technicians use it: recorded by the browser, and written as WAV.
"use strict";
const RATE = 16000; // samples a second, as the recogniser hears

// A recording that has begun: `stop` ends it, and so do so many seconds; `file` is it, once it has ended.
async function recordingOf(most) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const parts = [];
  const recorder = new MediaRecorder(stream);
  const stop = () => { if (recorder.state !== "inactive") recorder.stop(); };
  const over = setTimeout(stop, most * 1000);
  const ended = new Promise((done) => {
    recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    recorder.addEventListener("stop", () => {
      clearTimeout(over);
      stream.getTracks().forEach((track) => track.stop());
      done();
    });
  });
  recorder.start();
  return { stop, file: async (name) => { await ended; return asWav(new Blob(parts), most, name()); } };
}

// The browser's own format is decoded and written as WAV, which everything reads.
async function asWav(blob, most, name) {
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
  return new File([view], name, { type: "audio/wav" });
}
