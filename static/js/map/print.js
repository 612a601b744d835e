// Printing: the sheet is laid out at its paper size first, drawn, and only then handed to the printer.

const settled = () => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); });

export class Sheet {
  constructor(map, refresh) {
    Object.assign(this, { map, refresh });
    window.addEventListener("afterprint", () => this.leave());
  }

  async enter() {
    if (this.kept) return;
    this.kept = { centre: this.map.getCenter(), zoom: this.map.getZoom(), bounds: this.map.getBounds() };
    document.documentElement.classList.add("printing");
    this.map.invalidateSize({ pan: false, animate: false });
    this.map.fitBounds(this.kept.bounds, { animate: false });
    await this.refresh();
    await settled();
  }

  leave() {
    if (!this.kept) return;
    document.documentElement.classList.remove("printing");
    this.map.invalidateSize({ pan: false, animate: false });
    this.map.setView(this.kept.centre, this.kept.zoom, { animate: false });
    this.kept = null;
  }

  async print() {
    await this.enter();
    window.print();
  }
}
