// The legend lists what is on the map now, and nothing else.

export class Legend {
  constructor(panel, toggle) {
    this.items = [...panel.querySelectorAll("[data-key]")];
    toggle.addEventListener("click", () => {
      const open = panel.classList.toggle("open");
      toggle.setAttribute("aria-expanded", String(open));
    });
  }

  show(keys) {
    for (const item of this.items) item.hidden = !keys.has(item.dataset.key);
  }
}
