// A list by keyboard: / looks for, ↑ ↓ choose a row, Enter opens it, Esc lets go. Selects above it act at once.
import { hears } from "./keys.js";
import { SavedLinks } from "./saved_links.js";
import "./menus.js";

const table = document.querySelector("[data-list]");
const rows = table ? [...table.tBodies[0].rows] : [];
const search = document.querySelector("[data-search]");
let chosen = -1;

function choose(index) {
  if (!rows.length) return;
  rows[chosen]?.removeAttribute("aria-selected");
  chosen = Math.max(0, Math.min(rows.length - 1, index));
  rows[chosen].setAttribute("aria-selected", "true");
  rows[chosen].scrollIntoView({ block: "nearest" });
}

function release() {
  rows[chosen]?.removeAttribute("aria-selected");
  chosen = -1;
}

document.addEventListener("keydown", (event) => {
  if (!hears(event)) return;
  if (event.key === "/" && search) { event.preventDefault(); search.focus(); search.select(); }
  else if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1); }
  else if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen < 0 ? rows.length - 1 : chosen - 1); }
  else if (event.key === "Home" && chosen >= 0) { event.preventDefault(); choose(0); }
  else if (event.key === "End" && chosen >= 0) { event.preventDefault(); choose(rows.length - 1); }
  else if (event.key === "Enter" && chosen >= 0 && event.target === document.body) window.location.assign(rows[chosen].dataset.href);
  else if (event.key === "Escape") release();
});

search?.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" && rows.length) { event.preventDefault(); search.blur(); choose(0); }
  if (event.key === "Escape" && !search.value) search.blur();
});

for (const row of rows) {
  row.addEventListener("click", (event) => { if (!event.target.closest("a, button")) choose(rows.indexOf(row)); });
  row.addEventListener("dblclick", () => window.location.assign(row.dataset.href));
}

for (const select of document.querySelectorAll("[data-submit]")) select.addEventListener("change", () => select.form.requestSubmit());

// An address carries only what was asked for: empty fields, and columns left as they come, stay out of it.
document.querySelector("form.filters")?.addEventListener("submit", (event) => {
  const boxes = [...event.target.querySelectorAll("input[name=columns]")];
  const untouched = boxes.every((box) => box.checked === box.defaultChecked) && !new URLSearchParams(window.location.search).has("columns");
  for (const box of boxes) box.disabled = untouched;
  for (const field of event.target.elements) if (field.name && !field.value) field.disabled = true;
});
window.addEventListener("pageshow", () => { for (const field of document.querySelectorAll("form.filters :disabled")) field.disabled = false; });

const kept = document.querySelector("[data-saved-links]");
if (kept) new SavedLinks(kept);
