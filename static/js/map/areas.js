// Division areas and reference lines: the paper on which everything else is drawn.
import { fetchJson } from "./data.js";
import { AREA, BOUNDARY, BUILT_UP, CASING, NEIGHBOUR, ROAD, STREET } from "./style.js";

// What each drawn group is called in the legend.
const KEYS = { edge: "county", boundaries: "county", township: "township", village: "village", neighbours: "neighbour", roads: "road", tracks: "track", streets: "street", built: "built" };

function crosses(rings, box) {
  return rings.some((ring) => (Array.isArray(ring[0]) ? crosses(ring, box)
    : ring.some((to, n) => n > 0 && L.LineUtil.clipSegment(L.point(ring[n - 1].lng, ring[n - 1].lat), L.point(to.lng, to.lat), box))));
}

export class Paper {
  // `bare` paper lets a base map below show through.
  constructor(map, bare = false) {
    Object.assign(this, { map, bare });
    for (const [name, height] of [["paper", 210], ["lines", 320], ["edges", 330]]) map.createPane(name).style.zIndex = height;
    this.renderers = Object.fromEntries(["paper", "lines", "edges"].map((pane) => [pane, L.canvas({ pane, padding: 0.3, tolerance: 6 })]));
    map.getPane("paper").classList.add("still");
    this.groups = {};
    this.names = {};
    this.asked = {};
  }

  on(pane, style) { return { ...style, pane, renderer: this.renderers[pane], interactive: false }; }

  draw(name, shapes) {
    const shown = this.groups[name] && this.map.hasLayer(this.groups[name]);
    if (this.groups[name]) this.groups[name].remove();
    this.groups[name] = L.layerGroup(shapes);
    if (shown) this.groups[name].addTo(this.map);
  }

  show(name, visible) {
    const group = this.groups[name];
    if (!group) return;
    if (visible && !this.map.hasLayer(group)) group.addTo(this.map);
    if (!visible && this.map.hasLayer(group)) group.remove();
  }

  // Legend keys of the lines that truly cross the view.
  seen(view) {
    const box = L.bounds([view.getWest(), view.getSouth()], [view.getEast(), view.getNorth()]);
    return Object.entries(KEYS).filter(([name]) => this.groups[name] && this.map.hasLayer(this.groups[name])
      && this.groups[name].getLayers().some((line) => line.getBounds().intersects(view) && crosses([].concat(line.getLatLngs()), box))).map(([, key]) => key);
  }

  // Boundary names, each at the corner of its line nearest to the middle of the view.
  boundaryNames(view) {
    const inner = view.pad(-0.08);
    const middle = view.getCenter();
    const far = ([lat, lng]) => (lat - middle.lat) ** 2 + (lng - middle.lng) ** 2;
    return (this.names.boundary || []).map(({ text, along }) => {
      const seen = along.filter((corner) => inner.contains(corner)).sort((a, b) => far(a) - far(b));
      return { text, at: seen[0] };
    }).filter(({ at }) => at);
  }

  county(area) {
    this.countyBounds = area.rings.length ? L.polygon(area.rings).getBounds() : null;
    this.draw("county", [L.polygon(area.rings, this.on("paper", this.bare ? { ...AREA.county, fill: false } : AREA.county))]);
    this.draw("edge", [L.polygon(area.rings, this.on("edges", { ...CASING, fill: false })), L.polygon(area.rings, this.on("edges", { ...BOUNDARY.county, fill: false }))]);
  }

  divisions(level, areas) {
    this.draw(level, areas.map((area) => L.polygon(area.rings, this.on("lines", AREA[level]))));
    this.names[level] = areas.map(({ name, lat, lon }) => ({ text: name, at: [lat, lon] }));
  }

  // Each thing is asked for once, however often the map moves.
  once(key, ask) {
    if (!this.asked[key]) this.asked[key] = ask().catch((problem) => { delete this.asked[key]; throw problem; });
    return this.asked[key];
  }

  nearer() {
    return this.once("nearer", async () => {
      const [county, township, village] = await Promise.all(["county", "township", "village"].map((level) => fetchJson("/map/areas", { level })));
      this.county(county.areas[0]);
      this.divisions("township", township.areas);
      this.divisions("village", village.areas);
    });
  }

  boundaries(pick) {
    return this.once("boundaries", async () => {
      const { lines } = await fetchJson("/map/lines", { layer: "boundary_line" });
      if (!lines.length) return;
      const drawn = lines.flatMap((line) => [
        L.polyline(line.rings, this.on("edges", CASING)),
        L.polyline(line.rings, { ...this.on("edges", BOUNDARY[line.style] || BOUNDARY.county), interactive: true }).on("click", (event) => pick("boundary_line", line.id, event)),
      ]);
      this.draw("boundaries", drawn);
      this.names.boundary = lines.map((line) => ({ text: line.status ? `${line.label}（${line.status}）` : line.label, along: line.rings.flat() }));
      this.hasLines = true;
    });
  }

  neighbours() {
    return this.once("neighbours", async () => {
      const { lines } = await fetchJson("/map/lines", { layer: "neighbouring_county" });
      this.draw("neighbours", lines.map((line) => L.polygon(line.rings, this.on("paper", NEIGHBOUR))));
      this.names.neighbour = lines.filter((line) => line.at).map((line) => ({ text: line.label, at: line.at }));
    });
  }

  ground() {
    return this.once("ground", async () => {
      const [built, roads] = await Promise.all([fetchJson("/map/lines", { layer: "built_up_area" }), fetchJson("/map/lines", { layer: "road" })]);
      this.draw("built", built.lines.map((line) => L.polygon(line.rings, this.on("paper", this.bare ? { ...BUILT_UP, fill: false } : BUILT_UP))));
      const order = Object.keys(ROAD);
      const sorted = [...roads.lines].sort((a, b) => order.indexOf(b.style) - order.indexOf(a.style));
      const shapes = (wanted) => sorted.filter(({ style }) => wanted(style)).map((line) => L.polyline(line.rings, this.on("lines", ROAD[line.style] || ROAD.village)));
      this.draw("roads", shapes((style) => style !== "village"));
      this.draw("tracks", shapes((style) => style === "village"));
    });
  }

  streets(pick) {
    return this.once("streets", async () => {
      const { lines } = await fetchJson("/map/lines", { layer: "street" });
      this.draw("streets", lines.map((line) => L.polyline(line.rings, { ...this.on("lines", STREET), interactive: true }).on("click", (event) => pick("street", line.id, event))));
      this.names.street = lines.map((line) => {
        const longest = [...line.rings].sort((a, b) => b.length - a.length)[0];
        return { text: line.label, at: longest[Math.floor(longest.length / 2)] };
      });
    });
  }
}
