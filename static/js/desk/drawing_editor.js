// Lines and areas with geoman: draw, drag corners, move, cut, remove. The text below is what will be sent, to the last digit.

const STYLE = { color: "#b3341f", weight: 3, fillOpacity: 0.08 };
const MOST_HANDLES = 300;

export class DrawingEditor {
  constructor(map, element, around) {
    this.map = map;
    this.words = element.dataset;
    this.area = element.dataset.geometry === "MultiPolygon";
    this.text = document.querySelector("textarea[name=drawing]");
    this.back = document.querySelector("[data-back]");
    this.first = this.text.defaultValue;
    this.group = L.featureGroup().addTo(map);
    for (const name of ["areas", "lines", "neighbours"]) around[name].eachLayer((layer) => { layer.options.pmIgnore = true; layer.options.snapIgnore = false; });
    for (const name of ["names", "numbers"]) around[name].eachLayer((layer) => { layer.options.pmIgnore = true; layer.options.snapIgnore = true; });
    map.pm.setLang(element.dataset.language === "en" ? "en" : "zh");
    map.pm.addControls({
      position: "topleft", drawMarker: false, drawCircle: false, drawCircleMarker: false, drawText: false, drawRectangle: false, rotateMode: false,
      drawPolyline: !this.area, drawPolygon: this.area, cutPolygon: this.area,
    });
    map.pm.setGlobalOptions({ layerGroup: this.group, snappable: true, snapDistance: 12, limitMarkersToCount: MOST_HANDLES, templineStyle: STYLE, hintlineStyle: { ...STYLE, dashArray: "5 5" }, pathOptions: STYLE });
    map.on("pm:create", ({ layer }) => { this.group.addLayer(layer); this.watch(layer); this.write(); });
    map.on("pm:remove", ({ layer }) => { this.group.removeLayer(layer); this.write(); });
    map.on("pm:cut", ({ layer, originalLayer }) => { this.group.removeLayer(originalLayer); this.group.addLayer(layer); this.watch(layer); this.write(); });
    this.text.addEventListener("input", () => this.show());
    this.back?.addEventListener("click", () => { this.text.value = this.first; this.show(); this.text.dispatchEvent(new Event("change", { bubbles: true })); });
  }

  // Draws what the text says; text that cannot be read here (WKT) is left to the server.
  show() {
    const shape = this.read();
    this.group.clearLayers();
    if (this.back) this.back.hidden = this.text.value === this.first;
    if (!shape) return;
    for (const part of this.parts(shape)) { this.group.addLayer(part); this.watch(part); }
    const bounds = this.group.getBounds();
    if (bounds.isValid()) this.map.fitBounds(bounds, { padding: [20, 20], animate: false });
  }

  read() {
    try {
      const found = JSON.parse(this.text.value);
      const feature = found.type === "FeatureCollection" ? found.features[0] : found;
      const shape = feature.type === "Feature" ? feature.geometry : feature;
      return Array.isArray(shape?.coordinates) ? shape : null;
    } catch { return null; }
  }

  parts(shape) {
    const turn = (position) => L.latLng(position[1], position[0]);
    try {
      if (this.area) return (shape.type === "MultiPolygon" ? shape.coordinates : [shape.coordinates]).map((rings) => L.polygon(rings.map((ring) => ring.slice(0, -1).map(turn)), STYLE));
      return (shape.type === "MultiLineString" ? shape.coordinates : [shape.coordinates]).map((line) => L.polyline(line.map(turn), STYLE));
    } catch { return []; }
  }

  watch(layer) {
    layer.on("pm:edit pm:update pm:dragend pm:markerdragend", () => this.write());
  }

  write() {
    const coordinates = [];
    this.group.eachLayer((layer) => {
      const { type, coordinates: found } = layer.toGeoJSON(false).geometry;
      coordinates.push(...(type.startsWith("Multi") ? found : [found]));
    });
    this.text.value = coordinates.length ? JSON.stringify({ type: this.area ? "MultiPolygon" : "MultiLineString", coordinates }) : "";
    if (this.back) this.back.hidden = this.text.value === this.first;
    this.text.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
