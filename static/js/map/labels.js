// Names and numbers on the map: placed by importance, and never one upon another.
import { make } from "./data.js";

const FONT = '"PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif';
const CELL = 64;
const ruler = document.createElement("canvas").getContext("2d");
const widths = new Map();

function widthOf(text, size, weight) {
  const key = `${weight} ${size} ${text}`;
  if (!widths.has(key)) {
    ruler.font = `${weight} ${size}px ${FONT}`;
    widths.set(key, ruler.measureText(text).width);
  }
  return widths.get(key);
}

// Boxes already taken, found by the cells of a coarse grid they touch.
export class Room {
  constructor() { this.cells = new Map(); }

  *keys([x0, y0, x1, y1]) {
    for (let x = Math.floor(x0 / CELL); x <= Math.floor(x1 / CELL); x += 1) {
      for (let y = Math.floor(y0 / CELL); y <= Math.floor(y1 / CELL); y += 1) yield `${x} ${y}`;
    }
  }

  free(box) {
    for (const key of this.keys(box)) {
      for (const o of this.cells.get(key) || []) if (box[0] < o[2] && box[2] > o[0] && box[1] < o[3] && box[3] > o[1]) return false;
    }
    return true;
  }

  take(box) {
    for (const key of this.keys(box)) this.cells.set(key, [...(this.cells.get(key) || []), box]);
  }
}

// Where a label may stand beside its mark of half-width `away`: the offsets of its upper left corner.
const PLACES = {
  middle: (w, h) => [[-w / 2, -h / 2]],
  below: (w, h, away) => [[-w / 2, away + 1], [-w / 2, -away - h - 1]],
  beside: (w, h, away) => [[away + 3, -h / 2], [-away - 3 - w, -h / 2], [-w / 2, away + 1], [-w / 2, -away - h - 1]],
};

export class Labels {
  constructor(map) {
    this.map = map;
    map.createPane("labels").style.zIndex = 640;
    map.getPane("labels").classList.add("label-pane");
    this.sets = new Map();
    this.group = L.layerGroup().addTo(map);
  }

  // Entries: { at: [lat, lng], text, kind, size, weight, rank, place, away, must }. Lower ranks are placed first.
  set(name, entries) { this.sets.set(name, entries); }

  // What lies over the map takes its place too: nothing is named under a panel.
  panels() {
    const frame = this.map.getContainer().getBoundingClientRect();
    return [...document.querySelectorAll("[data-panel], .leaflet-control")].map((panel) => panel.getBoundingClientRect()).filter((box) => box.width)
      .map((box) => [box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top]);
  }

  clear() { this.sets.clear(); }

  // Marks keep their own place free: { at, away }.
  layout(obstacles = []) {
    const room = new Room();
    const size = this.map.getSize();
    this.panels().forEach((box) => room.take(box));
    for (const { at, away } of obstacles) {
      const p = this.map.latLngToContainerPoint(at);
      room.take([p.x - away, p.y - away, p.x + away, p.y + away]);
    }
    const all = [...this.sets.values()].flat().sort((a, b) => a.rank - b.rank);
    this.group.clearLayers();
    for (const entry of all) {
      const p = this.map.latLngToContainerPoint(entry.at);
      if (p.x < -40 || p.y < -20 || p.x > size.x + 40 || p.y > size.y + 20) continue;
      const spot = this.spot(entry, p, room, size);
      if (spot) this.group.addLayer(this.drawn(entry, spot));
    }
  }

  spot(entry, p, room, size) {
    const w = widthOf(entry.text, entry.size, entry.weight || 400) + 4;
    const h = entry.size * 1.25;
    const offers = PLACES[entry.place || "middle"](w, h, entry.away || 0);
    for (const [dx, dy] of offers) {
      const box = [p.x + dx, p.y + dy, p.x + dx + w, p.y + dy + h];
      const whole = box[0] >= 0 && box[1] >= 0 && box[2] <= size.x && box[3] <= size.y;
      if (whole && room.free(box)) { room.take(box); return [dx, dy]; }
    }
    if (!entry.must) return null;
    const [dx, dy] = offers[0];
    room.take([p.x + dx, p.y + dy, p.x + dx + w, p.y + dy + h]);
    return [dx, dy];
  }

  drawn(entry, [dx, dy]) {
    const icon = L.divIcon({ className: `map-label ${entry.kind}`, html: make("span", "", entry.text), iconSize: null, iconAnchor: [-dx - 2, -dy] });
    return L.marker(entry.at, { icon, pane: "labels", interactive: false, keyboard: false });
  }
}
