// Filters kept as named links in this browser, for the person who kept them; a link can also be sent as it is.

export class SavedLinks {
  constructor(element) {
    this.element = element;
    this.key = `links/${element.dataset.person}/${element.dataset.savedLinks}`;
    this.list = element.querySelector("ul");
    this.name = element.querySelector("input");
    element.querySelector("[data-keep]").addEventListener("click", () => this.keep());
    this.name.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); this.keep(); } });
    this.draw();
  }

  read() {
    try { return JSON.parse(localStorage.getItem(this.key)) || []; } catch { return []; }
  }

  write(links) {
    try { localStorage.setItem(this.key, JSON.stringify(links.slice(0, 30))); } catch { /* a full browser keeps what it has */ }
    this.draw();
  }

  keep() {
    const name = this.name.value.trim();
    if (!name) { this.name.focus(); return; }
    const address = new URLSearchParams(window.location.search);
    address.delete("page");
    this.write([{ name, query: address.toString() }, ...this.read().filter((link) => link.name !== name)]);
    this.name.value = "";
  }

  draw() {
    this.list.replaceChildren(...this.read().map((link) => {
      const item = document.createElement("li");
      const anchor = document.createElement("a");
      anchor.href = `${window.location.pathname}?${link.query}`;
      anchor.textContent = link.name;
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "plain";
      remove.textContent = this.element.dataset.remove;
      remove.addEventListener("click", () => this.write(this.read().filter((other) => other.name !== link.name)));
      item.append(anchor, remove);
      return item;
    }));
  }
}
