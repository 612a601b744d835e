// Counts by township and village: area of a circle proportional to its count, the number inside.
import { make, number } from "./data.js";

const LARGEST = { township: 58, village: 40 };
const SMALLEST = { township: 30, village: 22 };

export class Counts {
  constructor(map, level, { units }, noun, motion) {
    Object.assign(this, { map, level, units, noun, motion, group: L.layerGroup() });
    this.largest = Math.max(1, ...units.map((unit) => unit.count));
    this.total = units.reduce((sum, unit) => sum + unit.count, 0);
  }

  size(unit) {
    const narrow = this.map.getSize().x < 720 ? 0.66 : 1;
    const wide = 10 + (narrow < 1 ? 5.8 : 7) * String(unit.count).length;
    return Math.round(Math.max(narrow * LARGEST[this.level] * Math.sqrt(unit.count / this.largest), narrow * SMALLEST[this.level], wide));
  }

  draw() {
    this.group.clearLayers();
    for (const unit of this.units) {
      const size = this.size(unit);
      const words = `${unit.name}　${this.noun} ${number(unit.count)}`;
      const icon = L.divIcon({ className: `count-icon count-${this.level}`, html: make("span", "", number(unit.count)), iconSize: [size, size] });
      const marker = L.marker([unit.lat, unit.lon], { icon, keyboard: true, alt: words, title: "", riseOnHover: true, zIndexOffset: unit.count });
      marker.bindTooltip(make("span", "", words), { direction: "top", offset: [0, -size / 2] });
      marker.on("click", () => this.nearer(unit));
      this.group.addLayer(marker);
    }
  }

  // Leaflet drops a view that is asked for while it zooms: then it is asked for afterwards.
  nearer(unit) {
    const go = () => this.map.setView([unit.lat, unit.lon], this.level === "township" ? 12.5 : 15.5);
    if (this.motion.zooming) this.map.once("moveend", go);
    else go();
  }

  show(visible) {
    if (visible && !this.map.hasLayer(this.group)) { this.draw(); this.group.addTo(this.map); }
    if (!visible && this.map.hasLayer(this.group)) this.group.remove();
  }

  labels() {
    const narrow = this.map.getSize().x < 720;
    return this.units.map((unit) => ({ at: [unit.lat, unit.lon], text: unit.name, kind: `name-${this.level}`, place: "below", away: this.size(unit) / 2,
      size: this.level === "township" && !narrow ? 14 : 12, weight: this.level === "township" ? 600 : 400, rank: this.level === "township" ? 2 - unit.count / this.largest : 5 - unit.count / this.largest }));
  }

  obstacles() { return this.units.map((unit) => ({ at: [unit.lat, unit.lon], away: this.size(unit) / 2 })); }
}
