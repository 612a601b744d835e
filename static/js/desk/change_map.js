// Old and new positions of a change set on one map: dashed grey was, solid red will be, an arrow's line between.
import { boundsOfBox, drawSurroundings, fetchJson, hereIcon, paperMap, say } from "./small_map.js";

const OLD = { color: "#5b6570", weight: 2.5, dashArray: "5 5", fill: false };
const NEW = { color: "#b3341f", weight: 3, fill: false };
const WAY = { color: "#b3341f", weight: 1.5, dashArray: "2 4", interactive: false };
const CLOSEST_ZOOM = 19;
const element = document.querySelector("[data-change-map]");

function point(map, at, className, edit) {
  return L.marker(at, { icon: hereIcon(className, className ? "" : String(edit.position + 1)), keyboard: false, zIndexOffset: className ? 0 : 500 })
    .on("click", () => document.querySelector(`#edit-${edit.position}`)?.scrollIntoView({ block: "center" })).addTo(map);
}

function shape(map, edit, paths, style) {
  return edit.kind === "MultiPolygon" ? L.polygon(paths, { ...style, fill: true, fillOpacity: 0.06 }).addTo(map) : L.polyline(paths, style).addTo(map);
}

function draw(map, edit) {
  if (edit.kind === "Point") {
    if (edit.old.length) point(map, edit.old[0], "before", edit);
    if (edit.new.length) point(map, edit.new[0], "", edit);
    if (edit.old.length && edit.new.length) L.polyline([edit.old[0], edit.new[0]], WAY).addTo(map);
    return [...edit.old, ...edit.new];
  }
  if (edit.old.length) shape(map, edit, edit.old, OLD);
  if (edit.new.length) shape(map, edit, edit.new, NEW);
  return [...edit.old.flat(), ...edit.new.flat()];
}

async function start() {
  const found = await fetchJson(element.dataset.changeMap);
  const map = paperMap(element, element.dataset);
  map.fitBounds(boundsOfBox(found.box), { padding: [24, 24], maxZoom: CLOSEST_ZOOM });
  drawSurroundings(map, found);
  const all = found.edits.flatMap((edit) => draw(map, edit));
  if (all.length) map.fitBounds(all, { padding: [36, 36], maxZoom: CLOSEST_ZOOM, animate: false });
  element.dataset.drawn = String(found.edits.length);
}

if (element) start().catch(() => say(element, element.dataset.problem));
