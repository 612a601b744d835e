// Where one record is: its own shape, the divisions and streets around it, its neighbours.
import { boundsOfBox, drawSubject, drawSurroundings, fetchJson, paperMap, say } from "./small_map.js";
import "./keys.js";

const POINT_ZOOM = 17;
const element = document.querySelector("[data-record-map]");

async function start() {
  const found = await fetchJson(element.dataset.recordMap);
  if (!found.paths.length) { say(element, element.dataset.nowhere); return; }
  const map = paperMap(element, element.dataset);
  map.fitBounds(boundsOfBox(found.box));
  if (found.kind === "Point") map.setView(found.paths[0], Math.min(map.getZoom() + 1, POINT_ZOOM), { animate: false });
  drawSurroundings(map, found);
  const subject = drawSubject(map, found.kind, found.paths);
  if (found.kind !== "Point") map.fitBounds(subject.getBounds(), { padding: [16, 16], animate: false });
  if (found.accuracy_m) L.circle(found.paths[0], { radius: found.accuracy_m, color: "#b3341f", weight: 1, fillOpacity: 0.06, interactive: false }).addTo(map);
  element.dataset.drawn = String(found.areas.length);
}

if (element) start().catch(() => say(element, element.dataset.problem));
