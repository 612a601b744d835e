// Division areas and reference lines: the paper on which everything else is drawn.
import { fetchJson, make } from "./data.js";
import { AREA, LINE, ROAD, STREET } from "./style.js";

const renderer = () => L.canvas({ padding: 0.4 });

export class Paper {
  constructor(map) {
    this.map = map;
    map.createPane("paper").style.zIndex = 210;
    map.createPane("lines").style.zIndex = 320;
    map.createPane("labels").style.zIndex = 450;
    this.renderers = { paper: L.canvas({ pane: "paper", padding: 0.3 }), lines: L.canvas({ pane: "lines", padding: 0.3 }) };
    this.groups = {};
    this.names = { township: [], village: [] };
  }

  async areas(level) {
    const { areas } = await fetchJson("/map/areas", { level });
    const pane = level === "county" ? "paper" : "lines";
    const shapes = areas.map((area) => L.polygon(area.rings, { ...AREA[level], pane, renderer: this.renderers[pane], interactive: false }));
    this.groups[level] = L.layerGroup(shapes);
    this.groups[level].addTo(this.map);
    if (this.names[level]) this.names[level] = areas.map((area, n) => ({ name: area.name, at: shapes[n].getBounds().getCenter() }));
    return shapes;
  }

  async lines(layer) {
    const { lines } = await fetchJson("/map/lines", { layer });
    const shapes = lines.map((line) => {
      const style = layer === "road" ? ROAD[line.style] || ROAD.village : layer === "street" ? STREET : LINE[layer];
      const build = style.fill || layer === "neighbouring_county" ? L.polygon : L.polyline;
      return build(line.rings, { fill: Boolean(style.fill), ...style, pane: layer === "built_up_area" ? "paper" : "lines",
        renderer: this.renderers[layer === "built_up_area" ? "paper" : "lines"], interactive: layer === "boundary_line" || layer === "street", title: line.label, recordId: line.id, layerKey: layer });
    });
    this.groups[layer] = L.layerGroup(shapes);
    return shapes;
  }

  // Labels thin out by level: townships from afar, villages near, streets close by.
  label(entries, className) {
    return L.layerGroup(entries.map(({ name, at }) => {
      const icon = L.divIcon({ className: `name-label ${className}`, html: make("span", "", name), iconSize: null });
      return L.marker(at, { icon, pane: "labels", interactive: false, keyboard: false });
    }));
  }
}

export { renderer };
