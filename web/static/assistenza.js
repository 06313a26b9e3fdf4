// Only makes the form nicer: shows the chosen files, and hinders a second press while it is sent.
"use strict";
const files = document.getElementById("allegati");
const chosen = document.getElementById("scelti");

function told(file) {
  const largest = Number(files.dataset.largest);
  const item = document.createElement("li");
  const size = Math.max(1, Math.round(file.size / 1024)).toLocaleString("it-IT");
  item.textContent = `${file.name} (${size} kB)`;
  if (file.size > largest) {
    item.textContent += ": troppo grande";
    item.className = "wrong";
  }
  return item;
}

files?.addEventListener("change", () => {
  const list = [...files.files].map(told);
  const most = Number(files.dataset.most);
  if (list.length > most) {
    const item = document.createElement("li");
    item.textContent = `Troppi file: al massimo ${most}`;
    item.className = "wrong";
    list.push(item);
  }
  chosen.replaceChildren(...list);
  chosen.hidden = list.length === 0;
});

const form = document.querySelector("form.request");
form?.addEventListener("submit", () => {
  const button = form.querySelector("button[type=submit]");
  button.setAttribute("aria-busy", "true");
  setTimeout(() => { button.disabled = true; });
});
// A page that the browser brings back from its memory must work again.
addEventListener("pageshow", () => {
  const button = form?.querySelector("button[type=submit]");
  button?.removeAttribute("aria-busy");
  if (button) button.disabled = false;
});
document.getElementById("errori")?.focus();
