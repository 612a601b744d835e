// The public and office map: paper, counts far away, real points near, a card for what is clicked.
import { Paper } from "./areas.js";
import { Card } from "./card.js";
import { Coordinates } from "./coordinates.js";
import { Counts } from "./counts.js";
import { fetchJson, make } from "./data.js";
import { Labels, Room } from "./labels.js";
import { Legend } from "./legend.js";
import { Measure } from "./measure.js";
import { read, written } from "./permalink.js";
import { PointLayer } from "./points.js";
import { Sheet } from "./print.js";
import { Search } from "./search.js";

const VILLAGES_FROM = 11.75;
const POINTS_FROM = 15;
const STREETS_FROM = 13.5;
const ALL_SIGNS_FROM = 15;
const map = window.map_county;
const page = document.querySelector("[data-map-page]");
const at = (name) => document.querySelector(`[data-${name}]`);
const words = page.dataset;
const bounds = words.bounds.split(",").map(Number);
const inputs = [...document.querySelectorAll("[data-point-layer]")];
const usual = inputs.filter((input) => input.defaultChecked).map((input) => input.dataset.pointLayer);
const circles = {};
const motion = { zooming: false };
let near = null;
let following = false;
let moving = Promise.resolve();

map.attributionControl.setPrefix(false);
map.on("zoomanim", () => { motion.zooming = true; }).on("zoomend", () => { motion.zooming = false; });
L.control.scale({ imperial: false, position: "bottomright", maxWidth: 140 }).addTo(map);
L.control.zoom({ position: "topright", zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
L.control.fullscreen({ position: "topright", forceSeparateButton: true, fullscreenElement: page, title: words.fullScreen, titleCancel: words.fullScreenEnd }).addTo(map);
if (words.tiles) L.tileLayer(words.tiles, { maxZoom: 20, maxNativeZoom: 18 }).addTo(map);

const paper = new Paper(map, Boolean(words.tiles));
const labels = new Labels(map);
const legend = new Legend(at("legend"), at("legend-toggle"));
const card = new Card(map, at("card"), words, () => remember(true));
const spot = new Coordinates(map, at("coordinates"), at("spot"));
const measure = new Measure(map, at("measure"), at("measured"));
const layers = inputs.map((input) => {
  const declared = { key: input.dataset.pointLayer, shape: input.dataset.shape, colour: input.dataset.colour, from: Number(input.dataset.from), namesFrom: Number(input.dataset.namesFrom), title: input.dataset.title };
  return { ...declared, input, drawn: new PointLayer(map, declared, picked) };
});

// What is clicked says what it is, and the map below is not clicked as well; a measuring click is the map's.
function picked(declared, { members }, event) {
  if (measure.on) return;
  L.DomEvent.stop(event);
  spot.unpin();
  if (members.length === 1) card.open(declared.key, members[0].id);
  else card.choose(`${declared.title} · ${members.length}`, declared, members);
}

const pick = (layer, id, event) => {
  if (measure.on) return;
  L.DomEvent.stop(event);
  spot.unpin();
  card.open(layer, id);
};

function remember(step = false) {
  if (following) return;
  const { lat, lng } = map.getCenter();
  const chosen = layers.filter((layer) => layer.input.checked).map((layer) => layer.key);
  const hash = written({ zoom: map.getZoom(), lat, lng, layers: chosen, usual, record: card.record });
  if (hash !== window.location.hash) window.history[step ? "pushState" : "replaceState"](null, "", hash);
}

function whole() {
  const all = paper.countyBounds || L.latLngBounds([bounds[1], bounds[0]], [bounds[3], bounds[2]]);
  const beside = map.getSize().x >= 1100 ? 250 : 8;
  map.fitBounds(all, { paddingTopLeft: [beside, map.getSize().x < 720 ? 120 : 16], paddingBottomRight: [16, map.getSize().x < 720 ? 96 : 40], animate: false });
}

// Goes where the address says; without one, to the whole county.
async function follow() {
  const wanted = read(window.location.hash);
  if (!wanted) { whole(); card.close({ quiet: true }); return; }
  const keys = wanted.layers || usual;
  for (const layer of layers) layer.input.checked = keys.includes(layer.key);
  following = true;
  try {
    map.setView([wanted.lat, wanted.lng], wanted.zoom, { animate: false });
    const [layer, id] = wanted.record.split(":");
    if (!id) card.close({ quiet: true });
    else if (wanted.record !== card.record) await card.open(layer, id, { quiet: true });
  } finally { following = false; }
}

const shownLayers = (zoom) => layers.filter((layer) => layer.input.checked && zoom >= layer.from);

// A box somewhat wider than the view, on whole steps, so that small moves ask for nothing new.
function boxAround() {
  const view = map.getBounds();
  const step = 180 / 2 ** Math.round(map.getZoom());
  const [w, s, e, n] = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()].map((edge, i) => (i < 2 ? Math.floor(edge / step - 0.25) : Math.ceil(edge / step + 0.25)) * step);
  return [Math.max(w, -180), Math.max(s, -90), Math.min(e, 180), Math.min(n, 90)];
}

function loadedFor(keys) {
  if (!near || near.more || near.keys !== keys) return false;
  const [w, s, e, n] = near.box;
  return L.latLngBounds([s, w], [n, e]).contains(map.getBounds());
}

async function loadPoints(shown) {
  const keys = shown.map((layer) => layer.key).join(",");
  for (const layer of layers) layer.drawn.show(shown.includes(layer));
  if (!keys) { near = null; return; }
  if (loadedFor(keys)) return;
  const box = boxAround();
  const asked = { keys, box, more: false };
  near = asked;
  try {
    const answer = await fetchJson("/map/points", { layers: keys, bbox: box.map((edge) => edge.toFixed(6)).join(",") });
    if (near !== asked) return;
    for (const layer of shown) layer.drawn.take(answer.layers[layer.key]);
    asked.more = shown.some((layer) => layer.drawn.more);
  } catch (problem) {
    if (near === asked) near = null;
    throw problem;
  }
}

async function refresh() {
  const zoom = map.getZoom();
  const plates = layers.find((layer) => layer.key === "door_plate");
  const counted = plates && plates.input.checked && zoom < POINTS_FROM;
  const level = zoom < VILLAGES_FROM ? "township" : "village";
  if (counted && !circles[level]) circles[level] = new Counts(map, level, await fetchJson("/map/counts", { level }), words.plates, motion);
  for (const key of Object.keys(circles)) circles[key].show(counted && key === level);
  if (zoom >= 11) await paper.nearer();
  if (zoom >= STREETS_FROM) await paper.streets(pick);
  paper.show("village", zoom >= 11.25);
  paper.show("tracks", zoom >= 11.5);
  paper.show("streets", zoom >= STREETS_FROM);
  const shown = shownLayers(zoom);
  await loadPoints(shown);
  stand(zoom, counted ? circles[level].obstacles() : [], shown);
  name(zoom, counted ? level : "", shown);
}

// Marks take their places: counts first, then the signs in the order of the list.
function stand(zoom, taken, shown) {
  const room = new Room();
  for (const { at: middle, away } of taken) {
    const p = map.latLngToContainerPoint(middle);
    room.take([p.x - away, p.y - away, p.x + away, p.y + away]);
  }
  for (const layer of shown) layer.drawn.draw(room, zoom < ALL_SIGNS_FROM);
}

// Names, from the most important; marks and circles keep their own ground.
function name(zoom, level, shown) {
  const obstacles = [];
  labels.clear();
  if (level) { labels.set("counts", circles[level].labels()); obstacles.push(...circles[level].obstacles()); }
  const unit = (kind, size, weight, rank) => (entry) => ({ ...entry, kind, size, weight, rank });
  if (level !== "township" && zoom < 14) labels.set("township", (paper.names.township || []).map(unit("name-township wide", zoom < 12.5 ? 15 : 17, 600, level ? 6 : 1)));
  if (!level && zoom >= 12) labels.set("village", (paper.names.village || []).map(unit("name-village", 13, 400, 2)));
  if (zoom < 13) labels.set("neighbour", (paper.names.neighbour || []).map(unit("name-neighbour", 14, 400, 2)));
  if (zoom >= 11.5) labels.set("boundary", paper.boundaryNames(map.getBounds()).map((entry) => ({ ...unit("name-boundary", 12, 400, 7)(entry), place: "below", away: 5 })));
  if (zoom >= 14.5) labels.set("street", (paper.names.street || []).map(unit("name-street", 12, 400, 3)));
  for (const layer of shown) {
    labels.set(layer.key, layer.drawn.labels(Boolean(level)));
    obstacles.push(...layer.drawn.obstacles());
  }
  labels.layout(obstacles);
  tell(zoom, level, shown);
}

function tell(zoom, level, shown) {
  const view = map.getBounds();
  const keys = new Set(paper.seen(view));
  if (level) keys.add("counts");
  for (const layer of shown) {
    const seen = layer.drawn.standing.filter((spot_) => view.contains(spot_.at));
    if (!seen.length) continue;
    keys.add(layer.drawn.radius && layer.key === "door_plate" ? "generalised" : layer.key);
    const exact = layer.key === "door_plate" && !layer.drawn.radius;
    for (const { state, approval } of seen.flatMap((spot_) => spot_.members)) {
      if (exact) keys.add(`plate-${state}`);
      if (layer.shape === "square" && (state === "planned" || state === "approved")) keys.add("planned");
      if (approval === "unapproved") keys.add("unapproved");
    }
  }
  legend.show(keys);
  at("fewer").hidden = !shown.some((layer) => layer.drawn.fewer);
  at("more").hidden = !shown.some((layer) => layer.drawn.more);
}

function trouble(problem) {
  at("problem").textContent = problem.message;
  at("problem").hidden = false;
}

// One refresh at a time, the last wish winning.
let wish = 0;
function update() {
  const turn = ++wish;
  moving = moving.then(() => (turn === wish ? refresh() : undefined)).then(() => { at("problem").hidden = true; }, trouble);
  return moving;
}

function notice(note) {
  for (const [key, value] of Object.entries(note)) if (value) at("note").append(make("span", `note-${key}`, value));
  for (const slot of document.querySelectorAll("[data-print-note]")) slot.textContent = note[slot.dataset.printNote] || "";
}

async function start() {
  map.fitBounds([[bounds[1], bounds[0]], [bounds[3], bounds[2]]], { animate: false });
  const first = await fetchJson("/map/start");
  paper.county(first.county);
  paper.divisions("township", first.townships);
  for (const key of ["county", "township", "edge"]) paper.groups[key].addTo(map);
  notice(first.note);
  circles.township = new Counts(map, "township", { units: first.counts }, words.plates, motion);
  await follow();
  name(map.getZoom(), map.getZoom() < VILLAGES_FROM && usual.includes("door_plate") ? "township" : "", []);
  circles.township.show(map.getZoom() < VILLAGES_FROM && layers.some((layer) => layer.key === "door_plate" && layer.input.checked));
  await new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); });
  performance.mark("map-ready");
  document.documentElement.dataset.mapReady = String(first.counts.length);
  await Promise.all([paper.boundaries(pick), paper.neighbours(), paper.ground()]);
  for (const key of ["neighbours", "built", "roads", "boundaries"]) paper.show(key, true);
  if (paper.hasLines) paper.show("edge", false);
  await update();
  map.on("moveend", () => { if (!document.documentElement.classList.contains("printing")) remember(); update(); });
  document.documentElement.dataset.mapComplete = "yes";
}

map.on("click", (event) => {
  if (measure.on) return;
  if (!at("card").hidden && !card.record) card.close();
  spot.pin(event.latlng);
});
window.addEventListener("popstate", () => { follow().then(update); });
for (const layer of layers) layer.input.addEventListener("change", () => { remember(true); update(); });
at("facilities-all")?.addEventListener("click", () => {
  const facilities = layers.filter((layer) => layer.shape === "square");
  const on = facilities.some((layer) => !layer.input.checked);
  for (const layer of facilities) layer.input.checked = on;
  remember(true);
  update();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || measure.on) return;
  card.close();
  spot.unpin();
});
at("whole").addEventListener("click", whole);
const sheet = new Sheet(map, () => update());
at("print").addEventListener("click", () => sheet.print());
new Search(at("search"), (layer, id) => { spot.unpin(); card.open(layer, id, { fly: true }); });
// For whoever looks from outside, tests first of all.
window.county_map = { map, card, layers, paper, sheet, update };
start().catch(trouble);
