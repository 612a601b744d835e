// Measuring on the ellipsoid's mean sphere: distance along clicks, area when closed. No eval, no library.
import { make } from "./data.js";

const RADIUS_M = 6371008.8;
const radians = (degrees) => (degrees * Math.PI) / 180;

export function distance(points) {
  let sum = 0;
  for (let n = 1; n < points.length; n += 1) {
    const [a, b] = [points[n - 1], points[n]];
    const h = Math.sin(radians(b.lat - a.lat) / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lng - a.lng) / 2) ** 2;
    sum += 2 * RADIUS_M * Math.asin(Math.sqrt(h));
  }
  return sum;
}

export function area(points) {
  let sum = 0;
  for (let n = 0; n < points.length; n += 1) {
    const [a, b] = [points[n], points[(n + 1) % points.length]];
    sum += radians(b.lng - a.lng) * (2 + Math.sin(radians(a.lat)) + Math.sin(radians(b.lat)));
  }
  return Math.abs((sum * RADIUS_M * RADIUS_M) / 2);
}

const metres = (m) => (m >= 1000 ? `${(m / 1000).toFixed(2)} km` : `${m.toFixed(1)} m`);
const squares = (m2) => (m2 >= 1e6 ? `${(m2 / 1e6).toFixed(3)} km²` : `${m2.toFixed(0)} m²`) + `（${(m2 / 666.6667).toFixed(2)} 亩）`;

export class Measure {
  constructor(map, button, readout) {
    this.map = map;
    this.button = button;
    this.readout = readout;
    this.points = [];
    this.line = L.polyline([], { color: "#b3341f", weight: 2, dashArray: "6 4", interactive: false });
    this.pick = (event) => this.add(event.latlng);
    button.addEventListener("click", () => (this.on ? this.stop() : this.start()));
    document.addEventListener("keydown", (event) => { if (event.key === "Escape" && this.on) this.stop(); });
  }

  start() {
    this.on = true;
    this.points = [];
    this.line.setLatLngs([]).addTo(this.map);
    this.map.on("click", this.pick);
    this.button.setAttribute("aria-pressed", "true");
    this.map.getContainer().classList.add("measuring");
    this.readout.replaceChildren(make("span", "", this.button.dataset.hint));
    this.readout.hidden = false;
  }

  add(at) {
    this.points.push(at);
    this.line.setLatLngs(this.points);
    const parts = [metres(distance(this.points))];
    if (this.points.length > 2) parts.push(squares(area(this.points)));
    this.readout.replaceChildren(make("span", "", parts.join("　")));
  }

  stop() {
    this.on = false;
    this.map.off("click", this.pick);
    this.line.remove();
    this.button.setAttribute("aria-pressed", "false");
    this.map.getContainer().classList.remove("measuring");
    this.readout.hidden = true;
  }
}
