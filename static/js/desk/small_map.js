// The small map of record, form and change pages: paper without tiles, outlines, streets, neighbours, one subject.

const AREA = { color: "#8c7a96", weight: 1.2, dashArray: "6 4", fill: true, fillColor: "#fbf8f1", fillOpacity: 0.7, interactive: false };
const STREET = { color: "#c9ab7d", weight: 2.2, interactive: false };
const NEIGHBOUR = { radius: 3, color: "#ffffff", weight: 1, fillColor: "#5f8e91", fillOpacity: 1, interactive: false };
const SUBJECT = { color: "#b3341f", weight: 3, fill: false };
const NUMBERS_FROM_ZOOM = 17;
const PRINTED_WIDTH = "290px"; // the column's width on paper; the map keeps its middle

export async function fetchJson(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

export function paperMap(element, words = {}) {
  element.classList.add("small-map");
  const map = L.map(element, { attributionControl: false, zoomControl: false, minZoom: 6, maxZoom: 21, scrollWheelZoom: true, zoomSnap: 0.5 });
  L.control.zoom({ zoomInTitle: words.zoomIn || "+", zoomOutTitle: words.zoomOut || "−" }).addTo(map);
  L.control.scale({ imperial: false, maxWidth: 110 }).addTo(map);
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(element);
  window.addEventListener("beforeprint", () => { element.style.width = PRINTED_WIDTH; map.invalidateSize({ animate: false }); });
  window.addEventListener("afterprint", () => { element.style.width = ""; map.invalidateSize({ animate: false }); });
  return map;
}

// Text from the database goes in as a text node, never as HTML.
export function label(text, className = "") {
  const span = document.createElement("span");
  span.textContent = text;
  return L.tooltip({ permanent: true, direction: "center", className: `map-label ${className}`, interactive: false }).setContent(span);
}

export function hereIcon(className = "", number = "") {
  const box = document.createElement("div");
  box.append(document.createElement("i"));
  if (number) { const mark = document.createElement("b"); mark.textContent = number; box.append(mark); }
  return L.divIcon({ className: `here ${className}`, html: box, iconSize: [16, 16] });
}

export function drawSurroundings(map, found) {
  const canvas = L.canvas({ padding: 0.3 });
  const areas = L.layerGroup(found.areas.map((area) => L.polygon(area.paths, { ...AREA, renderer: canvas }))).addTo(map);
  const lines = L.layerGroup(found.lines.map((line) => L.polyline(line.paths, { ...STREET, renderer: canvas }))).addTo(map);
  const neighbours = L.layerGroup(found.neighbours.map(([, lat, lng]) => L.circleMarker([lat, lng], { ...NEIGHBOUR, renderer: canvas }))).addTo(map);
  const names = L.layerGroup();
  for (const area of found.areas.slice(-12)) if (area.paths.length) names.addLayer(label(area.label, "").setLatLng(L.latLngBounds(area.paths[0]).getCenter()));
  for (const line of found.lines) if (line.label && line.paths.length) names.addLayer(label(line.label, "").setLatLng(middle(line.paths[0])));
  const numbers = L.layerGroup();
  names.addTo(map);
  const settle = () => { numbers.clearLayers(); if (map.getZoom() >= NUMBERS_FROM_ZOOM) for (const mark of roomy(map, found.neighbours)) numbers.addLayer(mark); };
  numbers.addTo(map);
  map.on("zoomend", settle);
  map.whenReady(settle);
  return { areas, lines, neighbours, names, numbers };
}

// Numbers of neighbours, as many as can be read beside each other.
function roomy(map, neighbours) {
  const taken = [];
  const shown = [];
  for (const [, lat, lng, text] of neighbours) {
    if (!text) continue;
    const at = map.project([lat, lng]);
    const half = 6 + text.length * 6;
    if (taken.some((other) => Math.abs(other.at.x - at.x) < half + other.half && Math.abs(other.at.y - at.y) < 15)) continue;
    taken.push({ at, half });
    const mark = label(text, "number").setLatLng([lat, lng]);
    mark.options.direction = "top";
    mark.options.offset = [0, -2];
    mark.options.pmIgnore = true;
    mark.options.snapIgnore = true;
    shown.push(mark);
  }
  return shown;
}

export function drawSubject(map, kind, paths, style = SUBJECT) {
  if (!paths.length) return null;
  if (kind === "Point") return L.marker(paths[0], { icon: hereIcon(), keyboard: false, interactive: false }).addTo(map);
  return kind === "MultiPolygon" ? L.polygon(paths, { ...style, fill: true, fillOpacity: 0.08 }).addTo(map) : L.polyline(paths, style).addTo(map);
}

export function boundsOfBox([west, south, east, north]) {
  return [[south, west], [north, east]];
}

export function say(element, text) {
  const problem = document.createElement("p");
  problem.className = "map-problem";
  problem.textContent = text;
  element.replaceChildren(problem);
}

function middle(path) {
  return path[Math.floor(path.length / 2)];
}
