// Real points of the viewport, drawn on canvas; numbers beside plates when near enough.
import { fetchJson, make } from "./data.js";
import { PLATE_STATE } from "./style.js";

const LABELS_FROM_ZOOM = 18;

export class PointLayer {
  constructor(map, declared, onPick) {
    this.map = map;
    this.declared = declared;
    this.onPick = onPick;
    this.group = L.layerGroup();
    this.labels = L.layerGroup();
    this.asked = 0;
    this.more = false;
  }

  async refresh() {
    const bounds = this.map.getBounds().pad(0.1);
    const digits = 4;
    const bbox = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((n) => n.toFixed(digits)).join(",");
    const turn = ++this.asked;
    const answer = await fetchJson("/map/points", { layer: this.declared.key, bbox });
    if (turn !== this.asked) return;
    this.more = answer.more;
    this.group.clearLayers();
    this.labels.clearLayers();
    for (const [id, lon, lat, label, state, approval] of answer.points) {
      const mark = this.mark([lat, lon], label, state, approval, answer.radius_m);
      mark.on("click", () => this.onPick(this.declared.key, id));
      this.group.addLayer(mark);
      if (this.declared.key === "door_plate" && this.map.getZoom() >= LABELS_FROM_ZOOM) this.labels.addLayer(this.text([lat, lon], label));
    }
  }

  mark(at, label, state, approval, radius) {
    if (radius > 0) {
      return L.circle(at, { radius, color: this.declared.colour, weight: 1, dashArray: "3 3", fillOpacity: 0.12 });
    }
    if (this.declared.shape === "circle") {
      return L.circleMarker(at, { radius: this.map.getZoom() >= 17 ? 5 : 3.4, weight: 1, color: "#ffffff", fillColor: PLATE_STATE[state] || this.declared.colour, fillOpacity: 0.95 });
    }
    const face = make("div", `mark mark-${this.declared.shape}`);
    face.dataset.state = state;
    if (approval === "unapproved") face.dataset.approval = approval;
    face.append(make("i", `colour-${this.declared.key}`));
    if (this.declared.shape === "pillar" || this.map.getZoom() >= 14) face.append(make("span", "", label));
    const icon = L.divIcon({ className: "mark-icon", html: face, iconSize: [16, 16] });
    return L.marker(at, { icon, alt: label, title: label });
  }

  text(at, label) {
    const icon = L.divIcon({ className: "number-label", html: make("span", "", label), iconSize: null });
    return L.marker(at, { icon, interactive: false, keyboard: false });
  }

  show(visible) {
    for (const group of [this.group, this.labels]) {
      if (visible) group.addTo(this.map);
      else group.remove();
    }
  }
}
