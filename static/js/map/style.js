// How things look on the map; colours come from the layers' declarations through data attributes.

export const AREA = {
  county: { color: "#5b4a66", weight: 2.4, dashArray: "12 4 2 4", fillColor: "#f3eee3", fillOpacity: 1 },
  township: { color: "#8c7a96", weight: 1.2, dashArray: "8 4", fill: false },
  village: { color: "#b9adbf", weight: 0.8, dashArray: "3 3", fill: false },
};

export const LINE = {
  boundary_line: { color: "#5b4a66", weight: 2.6, dashArray: "12 4 2 4", opacity: 0.95 },
  neighbouring_county: { color: "#b9b3a7", weight: 1, dashArray: "2 4" },
  built_up_area: { color: "#cbb994", weight: 0.8, fill: true, fillColor: "#ecdfc6", fillOpacity: 0.75 },
};

export const ROAD = {
  expressway: { color: "#b98b4a", weight: 3.5 },
  national: { color: "#b98b4a", weight: 3 },
  provincial: { color: "#c19b63", weight: 2.6 },
  county: { color: "#c9ab7d", weight: 2.2 },
  township: { color: "#d0bb96", weight: 1.6 },
  village: { color: "#d8c8ab", weight: 1.2 },
};

export const STREET = { color: "#a8834f", weight: 2.4 };

export const PLATE_STATE = { activated: "#0f5e63", installed: "#4f8a8e", damaged: "#b3341f", missing: "#d98e32" };
