// A field that names another record: type a name or code, choose from what the server finds. The id goes along unseen.
import { fetchJson } from "./small_map.js";

const WAIT_MS = 200;
let number = 0;

export class ReferencePicker {
  constructor(input) {
    this.input = input;
    this.hidden = input.parentElement.querySelector("input[type=hidden]");
    this.list = document.createElement("ul");
    this.list.className = "picker-list";
    this.list.hidden = true;
    this.list.id = `picker-${number += 1}`;
    this.list.setAttribute("role", "listbox");
    input.parentElement.append(this.list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-controls", this.list.id);
    input.setAttribute("aria-expanded", "false");
    this.chosen = -1;
    input.addEventListener("input", () => { this.hidden.value = ""; clearTimeout(this.timer); this.timer = setTimeout(() => this.look(), WAIT_MS); });
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  async look() {
    const text = this.input.value.trim();
    if (!text) { this.close(); return; }
    const address = new URL(this.input.dataset.reference, window.location.origin);
    address.searchParams.set("q", text);
    address.searchParams.set("size", "25");
    try {
      const found = await fetchJson(address);
      if (this.input.value.trim() === text) this.show(found.rows);
    } catch { this.close(); }
  }

  show(rows) {
    this.rows = rows.slice(0, 12);
    this.chosen = -1;
    this.list.replaceChildren(...this.rows.map((row) => {
      const item = document.createElement("li");
      item.setAttribute("role", "option");
      const name = document.createElement("span");
      name.textContent = this.nameOf(row);
      const note = document.createElement("small");
      note.textContent = row.place || row.division;
      item.append(name, note);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); this.take(row); });
      return item;
    }));
    this.list.hidden = !this.rows.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
  }

  nameOf(row) {
    return String(row.values[this.input.dataset.label] || row.id);
  }

  take(row) {
    this.input.value = this.nameOf(row);
    this.hidden.value = row.id;
    this.close();
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  key(event) {
    if (this.list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.chosen = (this.chosen + (event.key === "ArrowDown" ? 1 : -1) + this.rows.length) % this.rows.length;
      [...this.list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === this.chosen)));
      this.list.children[this.chosen].scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && this.chosen >= 0) { event.preventDefault(); this.take(this.rows[this.chosen]); }
    else if (event.key === "Escape") { event.stopPropagation(); this.close(); }
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}
