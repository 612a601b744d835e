// How lines and states look; colours of layers come from their declarations through /map/symbols.css.

export const AREA = {
  county: { stroke: false, fillColor: "#f6f2e9", fillOpacity: 1 },
  township: { color: "#7d6a89", weight: 1.3, dashArray: "9 4", fill: false },
  village: { color: "#a99bb1", weight: 0.9, dashArray: "2 3", fill: false },
};

// Official cartography: a pale band along the line, dash and dots upon it.
export const CASING = { color: "#b7a5c2", weight: 6, opacity: 0.42, lineJoin: "round" };
export const BOUNDARY = {
  province: { color: "#4d3c59", weight: 2.4, dashArray: "14 4 2.4 4 2.4 4" },
  prefecture: { color: "#4d3c59", weight: 2.1, dashArray: "12 4 2.2 4" },
  county: { color: "#4d3c59", weight: 1.9, dashArray: "12 4 2 4" },
  township: { color: "#7d6a89", weight: 1.3, dashArray: "9 4" },
};
export const NEIGHBOUR = { color: "#b9b3a7", weight: 0.9, dashArray: "4 4", fill: false };
export const BUILT_UP = { color: "#d3c19b", weight: 0.8, fillColor: "#ecdfc4", fillOpacity: 0.8 };

export const ROAD = {
  expressway: { color: "#b98b4a", weight: 3.4 },
  national: { color: "#b98b4a", weight: 3 },
  provincial: { color: "#c19b63", weight: 2.6 },
  county: { color: "#c7a873", weight: 2.2 },
  township: { color: "#cfbb95", weight: 1.6 },
  village: { color: "#d9ccb3", weight: 1.1 },
};
export const STREET = { color: "#b08f5e", weight: 2.6 };

export const PLATE_STATE = {
  ordered: "#8a8f94", made: "#8a8f94", delivered: "#8a8f94", installed: "#4f8a8e", activated: "#0f5e63", damaged: "#b3341f", missing: "#c47a1b",
};
export const PLACE_CLASS = { division: 0, committee_seat: 1, street: 3, settlement: 2 };
