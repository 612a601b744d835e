// Where the pointer is: degrees, minutes, seconds; decimal on click.

export function sexagesimal(degrees, positive, negative) {
  const tenths = Math.round(Math.abs(degrees) * 36000);
  const d = Math.floor(tenths / 36000);
  const m = Math.floor((tenths % 36000) / 600);
  const s = ((tenths % 600) / 10).toFixed(1);
  return `${degrees >= 0 ? positive : negative}${d}°${String(m).padStart(2, "0")}′${s.padStart(4, "0")}″`;
}

export function showCoordinates(map, element) {
  let decimal = false;
  let last = map.getCenter();
  const draw = () => {
    element.textContent = decimal
      ? `${last.lng.toFixed(6)}, ${last.lat.toFixed(6)}`
      : `${sexagesimal(last.lng, "东经", "西经")} ${sexagesimal(last.lat, "北纬", "南纬")}`;
  };
  map.on("mousemove", (event) => { last = event.latlng; draw(); });
  map.on("moveend", () => { last = map.getCenter(); draw(); });
  element.addEventListener("click", () => { decimal = !decimal; draw(); });
  draw();
}
