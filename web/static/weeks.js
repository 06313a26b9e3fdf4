// The rota's week: keys and a brush; without them each cell is a list like any other.
"use strict";
const form = document.querySelector("[data-weeks]");
const KEY_OF = { t: "duty", r: "on_call", e: "both", a: "absence", Delete: "", Backspace: "", "-": "" };
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
if (form) {
  const grid = [...form.querySelectorAll("tbody tr:not(.day)")].map((row) => [...row.querySelectorAll("[data-cell]")]);
  const brush = form.querySelector("[data-brush]");
  brush.hidden = false;
  const painted = () => new FormData(form).get("pennello");
  const put = (cell, value) => {
    cell.value = value;
    cell.dispatchEvent(new Event("change", { bubbles: true }));
  };
  form.addEventListener("keydown", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in KEY_OF) put(cell, KEY_OF[event.key]);
    else if (event.key in STEPS) {
      const [down, right] = STEPS[event.key];
      const at = grid.findIndex((row) => row.includes(cell));
      grid[at + down]?.[grid[at].indexOf(cell) + right]?.focus();
    } else return;
    event.preventDefault();
  });
  form.addEventListener("mousedown", (event) => {
    const cell = event.target.closest("[data-cell]");
    const value = painted();
    if (!cell || value === "scegli") return;
    event.preventDefault(); // the list stays shut
    cell.focus();
    put(cell, value === "niente" ? "" : value);
  });
  // Who leaves with something filled in is asked by the browser.
  let changed = false;
  form.addEventListener("change", (event) => { changed ||= event.target.matches("[data-cell]"); });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}
