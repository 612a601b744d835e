// Measuring: distance along clicks, area from three on. Backspace takes the last one back, Esc ends.
import { make } from "./data.js";
import { area, between, distance, metres, squares } from "./geodesy.js";

export class Measure {
  constructor(map, button, readout) {
    Object.assign(this, { map, button, readout, points: [], on: false });
    map.createPane("measure").style.zIndex = 660;
    this.renderer = L.svg({ pane: "measure" });
    this.drawn = L.layerGroup();
    this.pick = (event) => this.add(event.latlng);
    button.addEventListener("click", () => (this.on ? this.stop() : this.start()));
    document.addEventListener("keydown", (event) => {
      if (!this.on || /^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) return;
      if (event.key === "Escape") this.stop();
      if (event.key === "Backspace") { event.preventDefault(); this.points.pop(); this.draw(); }
    });
  }

  start() {
    this.on = true;
    this.points = [];
    this.drawn.addTo(this.map);
    this.map.on("click", this.pick);
    this.map.doubleClickZoom.disable();
    this.show(true);
    this.draw();
  }

  add(at) {
    const last = this.points.at(-1);
    if (last && this.map.latLngToContainerPoint(last).distanceTo(this.map.latLngToContainerPoint(at)) < 3) return;
    this.points.push(at);
    this.draw();
  }

  draw() {
    const colour = "#b3341f";
    this.drawn.clearLayers();
    const plain = { color: colour, weight: 2, interactive: false, pane: "measure", renderer: this.renderer };
    if (this.points.length > 2) this.drawn.addLayer(L.polygon(this.points, { ...plain, stroke: false, fillOpacity: 0.08 }));
    this.drawn.addLayer(L.polyline(this.points, { ...plain, dashArray: "6 4" }));
    this.points.forEach((at, n) => {
      this.drawn.addLayer(L.circleMarker(at, { ...plain, radius: 3.5, fillColor: "#fff", fillOpacity: 1 }));
      if (n) this.drawn.addLayer(this.word(this.points[n - 1], at));
    });
    const parts = this.points.length < 2 ? [this.button.dataset.hint] : [`${this.button.dataset.length} ${metres(distance(this.points))}`];
    if (this.points.length > 2) parts.push(`${this.button.dataset.area} ${squares(area(this.points))}`);
    this.readout.replaceChildren(...parts.map((part) => make("span", "", part)));
  }

  word(a, b) {
    const icon = L.divIcon({ className: "leg-label", html: make("span", "", metres(between(a, b))), iconSize: null });
    return L.marker([(a.lat + b.lat) / 2, (a.lng + b.lng) / 2], { icon, pane: "measure", interactive: false, keyboard: false });
  }

  stop() {
    this.on = false;
    this.map.off("click", this.pick);
    this.map.doubleClickZoom.enable();
    this.drawn.remove();
    this.show(false);
  }

  show(on) {
    this.button.setAttribute("aria-pressed", String(on));
    this.map.getContainer().classList.toggle("measuring", on);
    this.readout.hidden = !on;
  }
}
