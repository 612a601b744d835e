// Counts by township and village: area of a circle proportional to its count, the number inside.
import { fetchJson, make } from "./data.js";

const number = new Intl.NumberFormat("zh-CN");

export async function countCircles(map, level, layer, colour) {
  const { units } = await fetchJson("/map/counts", { level, layer });
  const largest = Math.max(1, ...units.map((unit) => unit.count));
  const circles = units.map((unit) => {
    const narrow = map.getSize().x < 720 ? 0.72 : 1;
    const size = Math.round((level === "village" ? 34 : 52) * narrow * Math.max(Math.sqrt(unit.count / largest), 0.5));
    const face = make("div", "count-circle");
    face.append(make("span", "", number.format(unit.count)));
    const whole = make("div");
    whole.append(face, make("span", "count-name", unit.name));
    face.dataset.size = size;
    const icon = L.divIcon({ className: `count-icon count-${level} size-${Math.round(size / 4) * 4}`, html: whole, iconSize: [size, size] });
    const marker = L.marker([unit.lat, unit.lon], { icon, keyboard: true, alt: `${unit.name} ${unit.count}`, riseOnHover: true });
    marker.bindTooltip(make("span", "", `${unit.name}　${number.format(unit.count)}`), { direction: "top", offset: [0, -size / 2] });
    marker.on("click", () => map.setView([unit.lat, unit.lon], level === "township" ? 13 : 16));
    return marker;
  });
  return { group: L.layerGroup(circles), total: units.reduce((sum, unit) => sum + unit.count, 0) };
}
