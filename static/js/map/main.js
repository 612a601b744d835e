// The public and office map: paper, counts far away, real points near, a card for what is clicked.
import { Card } from "./card.js";
import { showCoordinates } from "./coordinates.js";
import { countCircles } from "./counts.js";
import { fetchJson, make } from "./data.js";
import { Paper } from "./areas.js";
import { Measure } from "./measure.js";
import { PointLayer } from "./points.js";
import { Search } from "./search.js";

const VILLAGES_FROM_ZOOM = 12;
const POINTS_FROM_ZOOM = 15;
const map = window.map_county;
const page = document.querySelector("[data-map-page]");
const bounds = page.dataset.bounds.split(",").map(Number);
const words = page.dataset;
const declared = [...document.querySelectorAll("[data-point-layer]")].map((input) => ({
  key: input.dataset.pointLayer, shape: input.dataset.shape, colour: input.dataset.colour, input,
}));

map.attributionControl.setPrefix(false);
L.control.scale({ imperial: false, position: "bottomright", maxWidth: 140 }).addTo(map);
L.control.zoom({ position: "topright", zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
if (L.control.fullscreen) L.control.fullscreen({ position: "topright", title: words.fullScreen, titleCancel: words.fullScreenEnd }).addTo(map);
if (page.dataset.tiles) L.tileLayer(page.dataset.tiles, { maxZoom: 19, attribution: "" }).addTo(map);

const card = new Card(map, document.querySelector("[data-card]"), words);
const pick = (layer, id, options) => card.open(layer, id, options);
const paper = new Paper(map);
const points = declared.map((layer) => ({ ...layer, drawn: new PointLayer(map, layer, pick) }));
const circles = {};

function permalink() {
  const at = map.getCenter();
  history.replaceState(null, "", `#${map.getZoom()}/${at.lat.toFixed(5)}/${at.lng.toFixed(5)}`);
}

function place() {
  const [zoom, lat, lng] = window.location.hash.slice(1).split("/").map(Number);
  if ([zoom, lat, lng].every(Number.isFinite) && window.location.hash) map.setView([lat, lng], zoom);
  else map.fitBounds(paper.groups.county ? L.featureGroup(paper.groups.county.getLayers()).getBounds() : [[bounds[1], bounds[0]], [bounds[3], bounds[2]]], { padding: [24, 24] });
}

function toggle(group, visible) {
  if (!group) return;
  if (visible && !map.hasLayer(group)) group.addTo(map);
  if (!visible && map.hasLayer(group)) group.remove();
}

async function refresh() {
  const zoom = map.getZoom();
  const near = zoom >= POINTS_FROM_ZOOM;
  const plates = points.find((layer) => layer.key === "door_plate");
  const counted = plates && plates.input.checked;
  toggle(circles.township, counted && zoom < VILLAGES_FROM_ZOOM);
  if (counted && !near && zoom >= VILLAGES_FROM_ZOOM && !circles.village) circles.village = (await countCircles(map, "village", "door_plate")).group;
  toggle(circles.village, counted && !near && zoom >= VILLAGES_FROM_ZOOM);
  if (zoom >= 11 && !paper.groups.village) await paper.areas("village");
  toggle(paper.groups.village, zoom >= 11);
  if (near && paper.names.village.length && !paper.labelled.village) paper.labelled.village = paper.label(paper.names.village, "village");
  toggle(paper.labelled.village, near && zoom < 18);
  if (!counted && !paper.labelled.township) paper.labelled.township = paper.label(paper.names.township, "township");
  toggle(paper.labelled.township, !counted && zoom < 14);
  if (zoom >= 14 && !paper.groups.street) { for (const line of await paper.lines("street")) line.on("click", () => pick("street", line.options.recordId)); }
  toggle(paper.groups.street, zoom >= 14);
  await Promise.all(points.map(async (layer) => {
    const facility = layer.key !== "door_plate";
    const visible = layer.input.checked && (near || (facility && zoom >= 10));
    layer.drawn.show(visible);
    if (visible) await layer.drawn.refresh();
  }));
  document.querySelector("[data-more]").hidden = !points.some((layer) => layer.drawn.more && layer.input.checked && near);
  legend(zoom, near);
}

function legend(zoom, near) {
  for (const item of document.querySelectorAll("[data-from-zoom]")) {
    item.hidden = zoom < Number(item.dataset.fromZoom) || zoom > Number(item.dataset.toZoom || 99);
  }
  page.dataset.near = near;
}

async function notice() {
  const note = await fetchJson("/map/note");
  const line = document.querySelector("[data-note]");
  for (const [key, value] of Object.entries(note)) if (value) line.append(make("span", `note-${key}`, value));
}

async function start() {
  map.fitBounds([[bounds[1], bounds[0]], [bounds[3], bounds[2]]]);
  const [, townships, found] = await Promise.all([paper.areas("county"), paper.areas("township"), countCircles(map, "township", "door_plate")]);
  place();
  circles.township = found.group;
  if (map.getZoom() < VILLAGES_FROM_ZOOM) circles.township.addTo(map);
  paper.labelled = {};
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  performance.mark("map-ready");
  document.documentElement.dataset.mapReady = String(townships.length);
  await Promise.all([notice(), paper.lines("boundary_line"), paper.lines("neighbouring_county"), paper.lines("road"), paper.lines("built_up_area")]);
  for (const key of ["neighbouring_county", "built_up_area", "road", "boundary_line"]) toggle(paper.groups[key], true);
  paper.groups.boundary_line.eachLayer((line) => line.on("click", () => pick("boundary_line", line.options.recordId)));
  await refresh();
  map.on("moveend", () => { permalink(); refresh(); });
  for (const layer of points) layer.input.addEventListener("change", refresh);
  document.documentElement.dataset.mapComplete = "yes";
}

showCoordinates(map, document.querySelector("[data-coordinates]"));
new Measure(map, document.querySelector("[data-measure]"), document.querySelector("[data-measured]"));
new Search(document.querySelector("[data-search]"), (layer, id) => pick(layer, id, { fly: true }));
document.querySelector("[data-print]").addEventListener("click", () => window.print());
document.querySelector("[data-legend-toggle]").addEventListener("click", (event) => {
  const panel = document.querySelector("[data-legend]");
  panel.classList.toggle("open");
  event.currentTarget.setAttribute("aria-expanded", panel.classList.contains("open"));
});
start().catch((problem) => {
  document.querySelector("[data-problem]").textContent = problem.message;
  document.querySelector("[data-problem]").hidden = false;
});
