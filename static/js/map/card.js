// The card of one record: what people want to know, put in as text, never as markup.
import { fetchJson, make } from "./data.js";

export class Card {
  constructor(map, element, words) {
    this.map = map;
    this.element = element;
    this.words = words;
    this.spot = null;
    element.querySelector("[data-close]").addEventListener("click", () => this.close());
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") this.close(); });
  }

  async open(layer, id, { fly = false } = {}) {
    const body = this.element.querySelector("[data-body]");
    let record;
    try {
      record = await fetchJson(`/map/record/${encodeURIComponent(layer)}/${encodeURIComponent(id)}`);
    } catch (problem) {
      body.replaceChildren(make("p", "quiet", problem.message));
      this.element.hidden = false;
      return;
    }
    const heading = make("h2", "", record.title);
    heading.append(make("small", "", record.layer_title));
    const list = make("dl");
    for (const field of record.fields) list.append(make("dt", "", field.title), make("dd", "", field.value));
    body.replaceChildren(heading, list);
    if (record.generated) body.append(make("p", "generated", this.words.generated));
    if (record.position && record.position.radius_m) body.append(make("p", "quiet", `${this.words.approximate} ${Math.round(record.position.radius_m)} m`));
    if (record.url) {
      const link = make("a", "button", this.words.details);
      link.href = record.url;
      body.append(link);
    }
    this.element.hidden = false;
    this.point(record.position, fly);
  }

  point(position, fly) {
    if (this.spot) this.spot.remove();
    this.spot = null;
    if (!position) return;
    const at = [position.lat, position.lon];
    this.spot = L.circle(at, { radius: Math.max(position.radius_m, 12), color: "#b3341f", weight: 2, fill: false, interactive: false }).addTo(this.map);
    if (fly) this.map.setView(at, Math.max(this.map.getZoom(), 16));
  }

  close() {
    this.element.hidden = true;
    if (this.spot) this.spot.remove();
    this.spot = null;
  }
}
