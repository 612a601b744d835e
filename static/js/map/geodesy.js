// Distances and areas on the ellipsoid of CGCS2000: Vincenty's inverse, and authalic latitudes.

const A = 6378137;
const F = 1 / 298.257222101;
const B = A * (1 - F);
const E2 = F * (2 - F);
const E = Math.sqrt(E2);
const radians = (degrees) => (degrees * Math.PI) / 180;

// Metres between two places; falls back to the mean sphere for the antipodes, where the series does not settle.
export function between(a, b) {
  const U1 = Math.atan((1 - F) * Math.tan(radians(a.lat)));
  const U2 = Math.atan((1 - F) * Math.tan(radians(b.lat)));
  const [s1, c1, s2, c2] = [Math.sin(U1), Math.cos(U1), Math.sin(U2), Math.cos(U2)];
  const wanted = radians(b.lng - a.lng);
  let lambda = wanted;
  for (let turn = 0; turn < 200; turn += 1) {
    const [sl, cl] = [Math.sin(lambda), Math.cos(lambda)];
    const sinSigma = Math.hypot(c2 * sl, c1 * s2 - s1 * c2 * cl);
    if (sinSigma === 0) return 0;
    const cosSigma = s1 * s2 + c1 * c2 * cl;
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (c1 * c2 * sl) / sinSigma;
    const cos2Alpha = 1 - sinAlpha * sinAlpha;
    const cos2m = cos2Alpha ? cosSigma - (2 * s1 * s2) / cos2Alpha : 0;
    const C = (F / 16) * cos2Alpha * (4 + F * (4 - 3 * cos2Alpha));
    const before = lambda;
    lambda = wanted + (1 - C) * F * sinAlpha * (sigma + C * sinSigma * (cos2m + C * cosSigma * (2 * cos2m * cos2m - 1)));
    if (Math.abs(lambda - before) < 1e-12) {
      const u2 = (cos2Alpha * (A * A - B * B)) / (B * B);
      const k = (Math.sqrt(1 + u2) - 1) / (Math.sqrt(1 + u2) + 1);
      const [P, Q] = [(1 + (k * k) / 4) / (1 - k), k * (1 - (3 * k * k) / 8)];
      const delta = Q * sinSigma * (cos2m + (Q / 4) * (cosSigma * (2 * cos2m * cos2m - 1)
        - (Q / 6) * cos2m * (4 * sinSigma * sinSigma - 3) * (4 * cos2m * cos2m - 3)));
      return B * P * (sigma - delta);
    }
  }
  const h = Math.sin(radians(b.lat - a.lat) / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(wanted / 2) ** 2;
  return 2 * 6371008.8 * Math.asin(Math.sqrt(h));
}

export const distance = (points) => points.slice(1).reduce((sum, point, n) => sum + between(points[n], point), 0);

const q = (phi) => {
  const s = Math.sin(phi);
  return (1 - E2) * (s / (1 - E2 * s * s) - (1 / (2 * E)) * Math.log((1 - E * s) / (1 + E * s)));
};
const QP = q(Math.PI / 2);
const half = (latitude) => Math.tan(Math.asin(Math.max(-1, Math.min(1, q(radians(latitude)) / QP))) / 2);

// Square metres within a ring: the excess of the polygon of great circles on the sphere of equal area.
export function area(points) {
  let excess = 0;
  for (let n = 0; n < points.length; n += 1) {
    const [a, b] = [points[n], points[(n + 1) % points.length]];
    const [u, v] = [half(a.lat), half(b.lat)];
    excess += 2 * Math.atan2(Math.tan(radians(b.lng - a.lng) / 2) * (u + v), 1 + u * v);
  }
  return (Math.abs(excess) * A * A * QP) / 2;
}

export const metres = (m) => (m >= 1000 ? `${(m / 1000).toFixed(2)} km` : `${m.toFixed(1)} m`);
export const squares = (m2) => `${m2 >= 1e6 ? `${(m2 / 1e6).toFixed(3)} km²` : `${m2.toFixed(0)} m²`}（${(m2 * 0.0015).toFixed(2)} 亩）`;
