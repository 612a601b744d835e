// Real points of the viewport. Exact ones are dots; generalised ones circles as wide as they are uncertain, never pins.
import { make } from "./data.js";
import { Room } from "./labels.js";
import { PLACE_CLASS, PLATE_STATE } from "./style.js";

const NUMBERS_FROM_ZOOM = 18;
const BUILT = new Set(["open", "suspended", "under_construction"]);

// Points that stand on one spot are one mark: units of a building, or plates in one square of the public grid.
export function gathered(points) {
  const spots = new Map();
  for (const [id, lon, lat, text, state, approval] of points) {
    const key = `${lon} ${lat}`;
    if (!spots.has(key)) spots.set(key, { at: [lat, lon], members: [] });
    spots.get(key).members.push({ id, text, state, approval });
  }
  for (const { members } of spots.values()) if (members.length > 1) members.sort((a, b) => byNumber(a.text, b.text));
  return [...spots.values()];
}

// Gate numbers in their order, then buildings, then units.
const RANKS = ["号", "楼", "单元"];
const rank = (text) => RANKS.findIndex((end) => text.endsWith(end));
const byNumber = (a, b) => rank(a) - rank(b) || a.localeCompare(b, "zh", { numeric: true });

export class PointLayer {
  constructor(map, declared, onPick) {
    Object.assign(this, { map, declared, onPick, group: L.layerGroup(), spots: [], standing: [], more: false, radius: 0 });
    this.renderer = L.canvas({ padding: 0.2, tolerance: L.Browser.mobile ? 9 : 4 });
  }

  take(answer) {
    this.spots = gathered(this.declared.key === "place" ? answer.points.filter(([, , , , kind]) => kind !== "street") : answer.points);
    this.more = answer.more;
    this.radius = answer.radius_m;
  }

  // Draws the marks; signs that would cover another one or a count stay away until one is near enough.
  draw(room = new Room(), crowded = false) {
    this.group.clearLayers();
    this.fewer = false;
    this.standing = [];
    for (const spot of this.spots) {
      if (crowded && !this.stands(spot, room)) { this.fewer = true; continue; }
      this.standing.push(spot);
      const mark = this.mark(spot);
      if (!mark) continue;
      mark.on("click", (event) => this.onPick(this.declared, spot, event));
      this.group.addLayer(mark);
    }
  }

  stands(spot, room) {
    if (this.declared.shape !== "square") return true;
    const p = this.map.latLngToContainerPoint(spot.at);
    const box = [p.x - 10, p.y - 10, p.x + 10, p.y + 10];
    if (!room.free(box)) return false;
    room.take(box);
    return true;
  }

  mark(spot) {
    if (this.radius > 0) return L.circle(spot.at, { radius: this.radius, renderer: this.renderer, color: this.declared.colour, weight: 1, dashArray: "3 3", fillOpacity: Math.min(0.06 + 0.02 * spot.members.length, 0.18) });
    if (this.declared.shape === "circle") return this.dot(spot);
    return this.sign(spot);
  }

  dot(spot) {
    const zoom = this.map.getZoom();
    if (this.declared.key === "place") return L.circleMarker(spot.at, { renderer: this.renderer, radius: zoom >= 15 ? 4 : 3, weight: 1.6, color: this.declared.colour, fillColor: "#fff", fillOpacity: 1 });
    const worst = spot.members.find(({ state }) => state === "missing" || state === "damaged") || spot.members[0];
    const colour = PLATE_STATE[worst.state] || this.declared.colour;
    const style = { renderer: this.renderer, radius: (zoom >= 17 ? 5 : 3.4) + (spot.members.length > 1 ? 1.5 : 0), weight: 1, color: "#fff", fillColor: colour, fillOpacity: 0.95 };
    // By form as well as by colour: what is missing is hollow, what is damaged has a dark rim.
    if (worst.state === "missing") return L.circleMarker(spot.at, { ...style, color: colour, weight: 2.2, fillColor: "#fff" });
    if (worst.state === "damaged") return L.circleMarker(spot.at, { ...style, color: "#3b0d06", weight: 1.8 });
    return L.circleMarker(spot.at, style);
  }

  sign(spot) {
    const [{ text, state, approval }] = spot.members;
    const face = make("i", `sign sign-${this.declared.shape} symbol-${this.declared.key}`);
    if (!BUILT.has(state) && this.declared.shape === "square") face.classList.add(state === "closed" ? "gone" : "planned");
    if (approval === "unapproved") face.classList.add("unapproved");
    if (this.declared.shape === "pillar") return this.pillars(spot, { double: 2, triple: 3 }[approval] || 1);
    if (spot.members.length > 1) face.append(make("b", "", String(spot.members.length)));
    const icon = L.divIcon({ className: "sign-icon", html: face, iconSize: [21, 21] });
    return L.marker(spot.at, { icon, alt: text, title: text, keyboard: true, riseOnHover: true });
  }

  // 同号双立, 同号三立: two or three pillars under one number.
  pillars(spot, count) {
    const face = make("span", "pillars");
    for (let n = 0; n < count; n += 1) face.append(make("i", "sign sign-pillar"));
    if (spot.members.length > 1) face.append(make("b", "", String(spot.members.length)));
    const icon = L.divIcon({ className: "sign-icon", html: face, iconSize: [10 * count, 17] });
    const text = spot.members.map((member) => member.text).join("、");
    return L.marker(spot.at, { icon, alt: text, title: text, keyboard: true, riseOnHover: true });
  }

  labels(counted) {
    const zoom = this.map.getZoom();
    const plates = this.declared.key === "door_plate";
    if (plates ? zoom < NUMBERS_FROM_ZOOM : zoom < this.declared.namesFrom) return [];
    return this.standing.map(({ at, members }) => {
      const texts = [...new Set(members.map(({ text }) => text))];
      const text = texts.length > 3 ? `${texts.slice(0, 2).join("、")} 等${members.length}块` : texts.join("、");
      if (plates) return { at, text, kind: "name-number", size: 12, rank: 8, place: this.radius ? "middle" : "beside", away: 5 };
      const order = PLACE_CLASS[members[0].state] ?? 2;
      if (order === 1 && counted) return null;
      if (this.declared.key === "place") return { at, text: texts[0], kind: order < 2 ? "name-place near" : "name-place", size: order < 2 ? 13 : 12, weight: order < 2 ? 600 : 400, rank: 4 + order, place: "beside", away: 4 };
      return { at, text: texts[0], kind: "name-facility", size: 12, rank: 3.5, place: "beside", away: this.declared.shape === "pillar" ? 6 : 11 };
    }).filter(Boolean);
  }

  obstacles() {
    if (this.declared.shape !== "circle") return this.standing.map(({ at }) => ({ at, away: 9 }));
    if (this.radius || this.map.getZoom() < NUMBERS_FROM_ZOOM) return [];
    return this.standing.map(({ at }) => ({ at, away: 4 }));
  }

  show(visible) {
    if (visible) this.group.addTo(this.map);
    else this.group.remove();
  }
}
