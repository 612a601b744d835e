// The search box: names, former names, spellings, initials, facilities, plates; arrow keys, Enter, Escape.
import { fetchJson, make } from "./data.js";

export class Search {
  constructor(form, onPick) {
    Object.assign(this, { form, onPick, turn: 0, at: -1, hits: [] });
    this.input = form.querySelector("input");
    this.list = form.querySelector("ul");
    form.addEventListener("submit", (event) => { event.preventDefault(); this.choose(Math.max(this.at, 0)); });
    this.input.addEventListener("input", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.ask(), 120); });
    this.input.addEventListener("focus", () => { if (this.hits.length && this.input.value.trim()) this.open(); });
    this.input.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) { event.preventDefault(); this.input.focus(); this.input.select(); }
    });
    document.addEventListener("pointerdown", (event) => { if (!form.contains(event.target)) this.hide(); });
  }

  async ask() {
    const text = this.input.value.trim();
    const turn = ++this.turn;
    this.asked = text;
    if (!text) { this.hits = []; this.hide(); return; }
    let hits = [];
    let said = this.input.dataset.nothing;
    try {
      ({ hits } = await fetchJson("/map/search", { q: text }));
    } catch (problem) { said = problem.message; }
    if (turn !== this.turn) return;
    this.hits = hits;
    this.at = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...hits.map((hit, n) => this.row(hit, n)));
    if (!hits.length) this.list.append(make("li", "quiet", said));
    this.open();
  }

  row(hit, n) {
    const row = make("li");
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    row.id = `hit-${n}`;
    row.append(make("strong", "", hit.title), make("small", "", hit.note));
    row.addEventListener("pointerdown", (event) => event.preventDefault());
    row.addEventListener("click", () => this.choose(n));
    return row;
  }

  key(event) {
    if (event.key === "Escape") { event.stopPropagation(); this.hide(); return; }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    if (this.list.hidden) { this.open(); return; }
    if (!this.hits.length) return;
    const step = event.key === "ArrowDown" ? 1 : -1;
    this.at = this.at < 0 && step < 0 ? this.hits.length - 1 : (this.at + step + this.hits.length) % this.hits.length;
    [...this.list.children].forEach((row, n) => row.setAttribute("aria-selected", String(n === this.at)));
    this.list.children[this.at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", `hit-${this.at}`);
  }

  async choose(n) {
    clearTimeout(this.timer);
    if (this.asked !== this.input.value.trim()) await this.ask();
    const hit = this.hits[n];
    if (!hit) return;
    this.hide();
    this.input.blur();
    this.onPick(hit.layer, hit.id);
  }

  open() {
    if (!this.list.children.length) return;
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  hide() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}
