// The address of what is seen: #zoom/lat/lng/layers/layer:record. "-" stands for the usual layers.

export function written({ zoom, lat, lng, layers, usual, record }) {
  const place = `${Number(zoom.toFixed(2))}/${lat.toFixed(5)}/${lng.toFixed(5)}`;
  const chosen = layers.join(",") || "none";
  const named = chosen === (usual.join(",") || "none") ? "-" : chosen;
  if (record) return `#${place}/${named}/${record}`;
  return named === "-" ? `#${place}` : `#${place}/${named}`;
}

// Reads an address; null when it does not say where.
export function read(hash) {
  const [zoom, lat, lng, layers = "-", ...rest] = hash.replace(/^#/, "").split("/");
  const [z, y, x] = [zoom, lat, lng].map(Number);
  if (!zoom || !lat || !lng || ![z, y, x].every(Number.isFinite) || Math.abs(y) > 90 || Math.abs(x) > 180) return null;
  const record = decodeURIComponent(rest.join("/"));
  const keys = layers === "none" ? [] : layers.split(",");
  return { zoom: z, lat: y, lng: x, layers: layers === "-" ? null : keys, record: /^[a-z_]+:[\w-]+$/.test(record) ? record : "" };
}
