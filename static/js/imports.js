// Imports: templates follow the chosen layer, samples follow the chosen column, a busy form says so and is sent once.

const layer = document.querySelector("[data-layer]");
if (layer) {
  const follow = () => {
    for (const link of document.querySelectorAll("[data-template]")) {
      link.setAttribute("href", `/imports/template/${encodeURIComponent(layer.value)}.${link.dataset.template}`);
    }
  };
  layer.addEventListener("change", follow);
  follow();
}

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("[data-submit-once]")) button.disabled = true;
    const told = document.createElement("p");
    told.className = "busy";
    told.setAttribute("role", "status");
    told.textContent = form.dataset.busy;
    form.append(told);
  });
}

window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const button of document.querySelectorAll("[data-submit-once]")) button.disabled = false;
  for (const told of document.querySelectorAll(".busy")) told.remove();
});

for (const select of document.querySelectorAll("[data-mapping] select")) {
  select.addEventListener("change", () => {
    const row = select.closest("[data-mapping]");
    row.classList.remove("idle", "lacking");
    row.querySelector(".samples").textContent = "";
  });
}

const other = document.querySelector("input[name=crs_other]");
for (const radio of document.querySelectorAll("input[name=crs]")) {
  radio.addEventListener("change", () => {
    if (other) other.value = "";
  });
}
