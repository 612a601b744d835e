// The history as a line one can scrub: one stop an act, and now at the end; letting go shows the record as it was told then.

const room = document.querySelector("[data-scrub]");
const stops = [...document.querySelectorAll(".timeline a[data-moment]")].reverse();
const slider = room?.querySelector("input");

function stopOfThisPage() {
  const told = new URLSearchParams(window.location.search).get("recorded_at");
  const at = stops.findIndex((stop) => new URL(stop.href).searchParams.get("recorded_at") === told);
  return told && at >= 0 ? at : stops.length;
}

function say() {
  const stop = stops[Number(slider.value)];
  room.querySelector("output").textContent = stop ? stop.dataset.moment : room.dataset.now;
}

if (room && stops.length > 1) {
  room.hidden = false;
  slider.max = String(stops.length);
  slider.value = String(stopOfThisPage());
  say();
  slider.addEventListener("input", say);
  slider.addEventListener("change", () => {
    const stop = stops[Number(slider.value)];
    window.location.assign(stop ? stop.href : window.location.pathname);
  });
}
