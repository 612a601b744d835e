// The card of one record: what people want to know, put in as text, never as markup.
import { fetchJson, make } from "./data.js";

const english = document.documentElement.lang === "en";
const titled = (thing, plain = "title") => (english && thing.english ? thing.english : thing[plain]);

export class Card {
  constructor(map, element, words, onChange) {
    Object.assign(this, { map, element, words, onChange, spot: null, record: "", turn: 0 });
    this.body = element.querySelector("[data-body]");
    element.querySelector("[data-close]").addEventListener("click", () => this.close());
  }

  // Opens a record; `fly` brings it into view. `quiet` leaves the address bar alone (going back and forth).
  async open(layer, id, { fly = false, quiet = false } = {}) {
    const turn = ++this.turn;
    let record;
    try {
      record = await fetchJson(`/map/record/${encodeURIComponent(layer)}/${encodeURIComponent(id)}`);
    } catch (problem) {
      if (turn === this.turn) this.show(make("p", "quiet", problem.message));
      return;
    }
    if (turn !== this.turn) return;
    this.record = `${layer}:${id}`;
    this.show(...this.told(record));
    this.point(record.position, fly);
    if (!quiet) this.onChange();
  }

  told(record) {
    const heading = make("h2", "", record.title || record.layer_title);
    heading.append(make("small", "", english ? record.layer_english : record.layer_title));
    const list = make("dl");
    for (const field of record.fields) list.append(make("dt", "", titled(field)), make("dd", "", field.value));
    const parts = [heading];
    if (record.generated) parts.push(make("p", "generated", this.words.generated));
    parts.push(list);
    if (record.position && record.position.radius_m) parts.push(make("p", "quiet", this.precision(record.position)));
    if (record.url) {
      const link = make("a", "button", record.full ? this.words.details : this.words.page);
      link.href = record.url;
      parts.push(link);
    }
    return parts;
  }

  precision({ radius_m: radius, grid_m: grid }) {
    const words = grid ? this.words.generalised : this.words.approximate;
    return words.replace("{grid}", grid).replace("{radius}", Math.round(radius));
  }

  // Several records on one spot: which one?
  choose(title, declared, members) {
    this.turn += 1;
    const list = make("ul", "choices");
    for (const member of members.slice(0, 200)) {
      const button = make("button", "plain", member.text || member.id);
      button.type = "button";
      button.addEventListener("click", () => this.open(declared.key, member.id));
      const row = make("li");
      row.append(button);
      list.append(row);
    }
    this.show(make("h2", "", title), list);
  }

  show(...parts) {
    this.body.replaceChildren(...parts);
    this.element.hidden = false;
    this.element.scrollTop = 0;
  }

  point(position, fly) {
    if (this.spot) this.spot.remove();
    this.spot = null;
    if (!position) return;
    const at = [position.lat, position.lon];
    const style = { color: "#b3341f", weight: 2.5, fill: false, interactive: false };
    this.spot = (position.radius_m ? L.circle(at, { ...style, dashArray: "5 4", radius: position.radius_m }) : L.circleMarker(at, { ...style, radius: 14 })).addTo(this.map);
    if (fly) this.map.setView(at, Math.max(this.map.getZoom(), 16), { animate: false });
    this.uncover(at);
  }

  // On a phone the card covers the lower half: what it speaks of moves into the upper one.
  uncover(at) {
    const frame = this.map.getContainer().getBoundingClientRect();
    const own = this.element.getBoundingClientRect();
    const p = this.map.latLngToContainerPoint(at);
    const [x, y] = [p.x + frame.left, p.y + frame.top];
    const covered = x > own.left - 12 && x < own.right + 12 && y > own.top - 12 && y < own.bottom + 12;
    if (!covered) return;
    if (own.width > frame.width * 0.8) this.map.panBy([0, y - (frame.top + (own.top - frame.top) / 2)], { animate: false });
    else this.map.panBy([x - own.left + 60, 0], { animate: false });
  }

  close({ quiet = false } = {}) {
    this.turn += 1;
    const was = this.record;
    this.record = "";
    this.element.hidden = true;
    if (this.spot) this.spot.remove();
    this.spot = null;
    if (was && !quiet) this.onChange();
  }
}
