// The form: which parts an act touches, what was changed, findings beside the fields while typing, nothing typed lost.
import { DraftKeeper } from "./draft_keeping.js";
import { LiveFindings } from "./live_findings.js";
import { ReferencePicker } from "./reference_picker.js";

const form = document.querySelector("form[data-edit]");
const first = new Map([...form.elements].filter((field) => field.name).map((field) => [field, field.type === "radio" ? field.defaultChecked : valueOf(field)]));

function valueOf(field) {
  return field.type === "radio" || field.type === "checkbox" ? String(field.checked) : field.value;
}

function showAct() {
  const chosen = form.querySelector("input[name=act]:checked");
  for (const act of ["correct", "change", "end", "withdraw"]) form.classList.toggle(`act-${act}`, chosen?.value === act);
}

function markChanged(field) {
  const room = field.closest(".field");
  if (room && !room.closest(".accountability")) room.classList.toggle("changed", valueOf(field) !== String(first.get(field)));
}

form.addEventListener("change", (event) => { showAct(); markChanged(event.target); });
form.addEventListener("input", (event) => markChanged(event.target));
document.addEventListener("form-restored", () => { showAct(); for (const field of form.elements) if (field.name) markChanged(field); });
for (const input of form.querySelectorAll("[data-reference]")) new ReferencePicker(input);
showAct();

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { event.preventDefault(); form.requestSubmit(); }
});

const keeper = new DraftKeeper(form);
new LiveFindings(form);
form.addEventListener("submit", () => keeper.sending());

// What has not been sent is not left behind without a question.
let sent = false;
form.addEventListener("submit", () => { sent = true; });
window.addEventListener("beforeunload", (event) => { if (!sent && keeper.dirty && !keeper.kept) event.preventDefault(); });
