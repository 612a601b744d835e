// The search box: names, spellings, initials, facilities, plates; arrow keys and Enter.
import { fetchJson, make } from "./data.js";

export class Search {
  constructor(form, onPick) {
    this.input = form.querySelector("input");
    this.list = form.querySelector("ul");
    this.onPick = onPick;
    this.turn = 0;
    this.at = -1;
    form.addEventListener("submit", (event) => { event.preventDefault(); this.choose(Math.max(this.at, 0)); });
    this.input.addEventListener("input", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.ask(), 120); });
    this.input.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) { event.preventDefault(); this.input.focus(); }
    });
    document.addEventListener("click", (event) => { if (!form.contains(event.target)) this.hide(); });
  }

  async ask() {
    const text = this.input.value.trim();
    const turn = ++this.turn;
    if (!text) return this.hide();
    const { hits } = await fetchJson("/map/search", { q: text });
    if (turn !== this.turn) return undefined;
    this.hits = hits;
    this.at = -1;
    this.list.replaceChildren(...hits.map((hit, n) => {
      const row = make("li");
      row.setAttribute("role", "option");
      row.id = `hit-${n}`;
      row.append(make("strong", "", hit.title), make("small", "", hit.note));
      row.addEventListener("mousedown", (event) => { event.preventDefault(); this.choose(n); });
      return row;
    }));
    if (!hits.length) this.list.append(make("li", "quiet", this.input.dataset.nothing));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    return undefined;
  }

  key(event) {
    if (this.list.hidden || !this.hits) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.at = (this.at + step + this.hits.length) % Math.max(this.hits.length, 1);
      [...this.list.children].forEach((row, n) => row.setAttribute("aria-selected", n === this.at));
      this.input.setAttribute("aria-activedescendant", `hit-${this.at}`);
    } else if (event.key === "Escape") this.hide();
  }

  async choose(n) {
    clearTimeout(this.timer);
    if (this.list.hidden || !this.hits) await this.ask();
    const hit = this.hits && this.hits[n];
    if (!hit) return;
    this.hide();
    this.onPick(hit.layer, hit.id);
  }

  hide() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}
