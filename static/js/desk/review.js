// The review queue by keyboard: space goes on, y approves, n sends back with a reason; Ctrl+Enter confirms what is written.
import { hears } from "./keys.js";
import "./menus.js";

function open(deed) {
  const menu = document.querySelector(`[data-menu="${deed}"]`);
  if (!menu) return false;
  menu.open = true;
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches?.("textarea")) { event.preventDefault(); event.target.form.requestSubmit(); return; }
  if (!hears(event) || event.repeat) return;
  if (event.key === " " && !event.target.closest("button, a, summary")) {
    const next = document.querySelector("[data-next-change]");
    if (next) { event.preventDefault(); next.click(); }
  } else if (event.key === "y" && open("approve")) event.preventDefault();
  else if (event.key === "n" && open("return")) event.preventDefault();
});

// What was kept in the browser has reached the server.
const saved = sessionStorage.getItem("form-sent");
if (saved && document.querySelector("[data-done]")) { localStorage.removeItem(saved); sessionStorage.removeItem("form-sent"); }

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", () => { setTimeout(() => { for (const button of form.querySelectorAll("button")) button.disabled = true; }); });
}
window.addEventListener("pageshow", () => { for (const button of document.querySelectorAll("form[method=post] button")) button.disabled = false; });
