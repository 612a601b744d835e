// Single keys that act, as long as nobody is typing. Elements with data-key say which key presses them.

export function hears(event) {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  return !typing && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
}

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());

document.addEventListener("keydown", (event) => {
  if (!hears(event) || event.repeat) return;
  const element = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key.toLowerCase());
  if (element) { event.preventDefault(); element.click(); }
});
