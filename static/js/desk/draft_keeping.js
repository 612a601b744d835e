// What is typed is kept in this browser until it has reached the server, and offered again when the form is reopened.

const WAIT_MS = 400;
const LEFT_OUT = new Set(["csrf_token"]);
const OLDEST_MS = 14 * 86_400_000;

export class DraftKeeper {
  constructor(form) {
    this.form = form;
    this.key = `form/${form.dataset.person}/${form.dataset.edit}`;
    this.first = JSON.stringify(this.values());
    this.dirty = false;
    this.kept = false;
    this.note = document.querySelector("[data-kept]");
    form.addEventListener("input", () => this.soon());
    form.addEventListener("change", () => this.soon());
    if (!form.dataset.refused) this.offer();
    this.forgetOld();
  }

  values() {
    return [...new FormData(this.form)].filter(([name, value]) => !LEFT_OUT.has(name) && typeof value === "string");
  }

  soon() {
    this.dirty = true;
    this.kept = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), WAIT_MS);
  }

  keep() {
    clearTimeout(this.timer);
    const values = this.values();
    try {
      if (JSON.stringify(values) === this.first) { localStorage.removeItem(this.key); this.dirty = false; }
      else localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), values }));
      this.kept = true;
    } catch { this.kept = false; }
  }

  sending() {
    this.keep();
    sessionStorage.setItem("form-sent", this.key);
  }

  offer() {
    const found = this.read();
    if (!found || JSON.stringify(found.values) === this.first) return;
    this.note.hidden = false;
    this.note.querySelector("time").textContent = new Date(found.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    this.note.querySelector("[data-restore]").addEventListener("click", () => { this.restore(found.values); this.note.hidden = true; });
    this.note.querySelector("[data-discard]").addEventListener("click", () => { localStorage.removeItem(this.key); this.note.hidden = true; });
  }

  read() {
    try { return JSON.parse(localStorage.getItem(this.key)); } catch { return null; }
  }

  // The version the person saw then comes back too, so that a record changed since is noticed, not overwritten.
  restore(values) {
    for (const [name, value] of values) {
      const field = this.form.elements.namedItem(name);
      if (!field || name === "into") continue;
      if (field instanceof RadioNodeList) { for (const one of field) one.checked = one.value === value; }
      else field.value = value;
    }
    this.dirty = true;
    document.dispatchEvent(new CustomEvent("form-restored"));
  }

  forgetOld() {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith("form/")) continue;
      try { if (Date.now() - JSON.parse(localStorage.getItem(key)).at > OLDEST_MS) localStorage.removeItem(key); } catch { localStorage.removeItem(key); }
    }
  }
}
