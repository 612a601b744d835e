// The form's map: a point is clicked, dragged or typed; lines and areas are drawn with geoman. Both snap to what is there.
import { DrawingEditor } from "./drawing_editor.js";
import { PointEditor } from "./point_editor.js";
import { boundsOfBox, drawSurroundings, fetchJson, paperMap, say } from "./small_map.js";

const element = document.querySelector("[data-edit-map]");

async function start() {
  const found = await fetchJson(element.dataset.editMap);
  const map = paperMap(element, element.dataset);
  map.fitBounds(boundsOfBox(found.box));
  const around = drawSurroundings(map, found);
  const editor = element.dataset.geometry === "Point"
    ? new PointEditor(map, element, found)
    : new DrawingEditor(map, element, around);
  editor.show();
  document.addEventListener("form-restored", () => editor.show());
  element.dataset.drawn = "yes";
}

if (element) start().catch(() => say(element, element.dataset.problem));
