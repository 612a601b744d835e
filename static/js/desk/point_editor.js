// One point: click, drag or type. It snaps to points and streets near by unless Alt is held, and says how far it moved.
import { sexagesimal } from "../map/coordinates.js";
import { parseDegrees } from "./angles.js";
import { hereIcon } from "./small_map.js";

const SNAP_PX = 9;
const ZOOM = 18;
const FIELDS = { lon: ["东经", "西经"], lat: ["北纬", "南纬"] };

export class PointEditor {
  constructor(map, element, found) {
    this.map = map;
    this.words = element.dataset;
    this.found = found;
    this.inputs = { lon: document.querySelector("#lon"), lat: document.querySelector("#lat") };
    this.moved = document.querySelector("[data-moved]");
    this.back = document.querySelector("[data-back]");
    this.first = { lon: this.words.lon, lat: this.words.lat };
    this.start = this.first.lon ? L.latLng(Number(this.first.lat), Number(this.first.lon)) : null;
    if (this.start) L.marker(this.start, { icon: hereIcon("before"), interactive: false, keyboard: false }).addTo(map);
    this.line = L.polyline([], { color: "#b3341f", weight: 1.5, dashArray: "2 4", interactive: false }).addTo(map);
    this.alt = false;
    map.on("click", (event) => this.put(event.latlng, event.originalEvent.altKey));
    document.addEventListener("keydown", (event) => { this.alt = event.altKey; });
    document.addEventListener("keyup", (event) => { this.alt = event.altKey; });
    for (const [axis, input] of Object.entries(this.inputs)) {
      input.addEventListener("input", () => this.follow());
      const reading = document.createElement("span");
      reading.className = "read-as";
      reading.dataset.readAs = axis;
      input.after(reading);
    }
    this.back?.addEventListener("click", () => { this.inputs.lon.value = this.first.lon; this.inputs.lat.value = this.first.lat; this.show(); this.tell(); });
  }

  // The marker stands where the fields say; nowhere when they say nothing that can be read.
  show() {
    const at = this.typed();
    if (at && this.near(at)) this.map.setView(at, Math.min(this.map.getZoom() + 1.5, ZOOM), { animate: false });
    this.follow(false);
  }

  typed() {
    const lon = parseDegrees(this.inputs.lon.value, "lon");
    const lat = parseDegrees(this.inputs.lat.value, "lat");
    return lon === null || lat === null ? null : L.latLng(lat, lon);
  }

  follow(pan = true) {
    const at = this.typed();
    if (!at) { this.marker?.remove(); this.marker = null; this.say(null); return; }
    if (!this.marker) {
      this.marker = L.marker(at, { icon: hereIcon(), draggable: true, autoPan: true, zIndexOffset: 1000, title: this.words.drag }).addTo(this.map);
      this.marker.on("drag", (event) => { this.line.setLatLngs(this.start ? [this.start, event.latlng] : []); });
      this.marker.on("dragend", () => this.put(this.marker.getLatLng(), this.alt));
    }
    this.marker.setLatLng(at);
    if (pan && !this.map.getBounds().pad(-0.05).contains(at) && this.near(at)) this.map.panTo(at);
    this.say(at);
  }

  // A typed position far outside is left to the server to judge; the map stays where people work.
  near(at) {
    const [west, south, east, north] = this.found.box;
    return L.latLngBounds([[south, west], [north, east]]).pad(20).contains(at);
  }

  put(latlng, free) {
    const snapped = free ? null : this.snap(latlng);
    const at = snapped ? snapped.at : latlng;
    this.inputs.lon.value = at.lng.toFixed(8);
    this.inputs.lat.value = at.lat.toFixed(8);
    this.snappedTo = snapped ? snapped.name : "";
    this.follow(false);
    this.tell();
  }

  tell() {
    for (const input of Object.values(this.inputs)) input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  say(at) {
    for (const [axis, words] of Object.entries(FIELDS)) {
      const degrees = parseDegrees(this.inputs[axis].value, axis);
      const text = this.inputs[axis].value.trim();
      document.querySelector(`[data-read-as=${axis}]`).textContent = degrees === null ? (text ? this.words.unreadable : "") : sexagesimal(degrees, ...words);
    }
    const distance = at && this.start ? this.map.distance(at, this.start) : 0;
    this.line.setLatLngs(distance > 0.005 ? [this.start, at] : []);
    const parts = [];
    if (distance > 0.005) parts.push(`${this.words.movedBy} ${distance < 1000 ? `${distance.toFixed(1)} m` : `${(distance / 1000).toFixed(1)} km`}`);
    if (this.snappedTo) parts.push(`${this.words.snapped} ${this.snappedTo}`);
    this.moved.textContent = parts.join(" · ");
    if (this.back) this.back.hidden = !(this.start && distance > 0.005) && !(!at && this.start);
    this.snappedTo = "";
  }

  // The nearest neighbour point, else the nearest place on a street, within a few pixels.
  snap(latlng) {
    const here = this.map.latLngToLayerPoint(latlng);
    let best = null;
    for (const [, lat, lng, name] of this.found.neighbours) {
      const pixel = this.map.latLngToLayerPoint([lat, lng]);
      const away = here.distanceTo(pixel);
      if (away <= SNAP_PX && (!best || away < best.away)) best = { away, at: L.latLng(lat, lng), name };
    }
    if (best) return best;
    for (const line of this.found.lines) {
      for (const path of line.paths) {
        const pixels = path.map((corner) => this.map.latLngToLayerPoint(corner));
        for (let n = 1; n < pixels.length; n += 1) {
          const closest = L.LineUtil.closestPointOnSegment(here, pixels[n - 1], pixels[n]);
          const away = here.distanceTo(closest);
          if (away <= SNAP_PX && (!best || away < best.away)) best = { away, at: this.map.layerPointToLatLng(closest), name: line.label };
        }
      }
    }
    return best;
  }
}
