// Where the pointer is, and what a click says: degrees, minutes, seconds and decimal degrees.
import { make } from "./data.js";

export function sexagesimal(degrees, positive, negative) {
  const tenths = Math.round(Math.abs(degrees) * 36000);
  const d = Math.floor(tenths / 36000);
  const m = Math.floor((tenths % 36000) / 600);
  const s = ((tenths % 600) / 10).toFixed(1);
  return `${degrees >= 0 ? positive : negative}${d}°${String(m).padStart(2, "0")}′${s.padStart(4, "0")}″`;
}

export const spoken = (at) => `${sexagesimal(at.lng, "东经", "西经")} ${sexagesimal(at.lat, "北纬", "南纬")}`;
export const decimal = (at) => `${at.lng.toFixed(6)}, ${at.lat.toFixed(6)}`;

export class Coordinates {
  constructor(map, foot, spot) {
    Object.assign(this, { map, foot, spot, asDecimal: false, last: map.getCenter() });
    map.on("mousemove", (event) => { this.last = event.latlng; this.draw(); });
    map.on("moveend", () => { this.last = map.getCenter(); this.draw(); });
    foot.addEventListener("click", () => { this.asDecimal = !this.asDecimal; this.draw(); });
    spot.querySelector("[data-close]").addEventListener("click", () => this.unpin());
    this.draw();
  }

  draw() {
    this.foot.textContent = this.asDecimal ? decimal(this.last) : spoken(this.last);
  }

  // What was clicked, in both ways of writing, with a cross on the map.
  pin(at) {
    const words = this.spot.querySelector("[data-body]");
    words.replaceChildren(make("span", "", spoken(at)), make("code", "", decimal(at)));
    this.spot.hidden = false;
    if (this.cross) this.cross.remove();
    this.cross = L.marker(at, { icon: L.divIcon({ className: "cross", iconSize: [17, 17] }), interactive: false, keyboard: false }).addTo(this.map);
  }

  unpin() {
    this.spot.hidden = true;
    if (this.cross) this.cross.remove();
    this.cross = null;
  }
}
