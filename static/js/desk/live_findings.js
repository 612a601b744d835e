// Asks the server what stands against the form so far, and says it beside the fields the person has touched.

const WAIT_MS = 700;

export class LiveFindings {
  constructor(form) {
    this.form = form;
    this.address = form.dataset.check;
    this.touched = new Set();
    form.addEventListener("input", (event) => this.soon(event.target));
    form.addEventListener("change", (event) => this.soon(event.target));
  }

  soon(field) {
    const room = field.closest("[data-column]");
    if (room) this.touched.add(room);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    this.running?.abort();
    this.running = new AbortController();
    const options = { method: "POST", body: new FormData(this.form), headers: { Accept: "application/json" }, signal: this.running.signal, credentials: "same-origin" };
    try {
      const response = await fetch(this.address, options);
      if (response.ok) this.show((await response.json()).findings);
      else if (response.status === 401) document.querySelector("[data-expired]").hidden = false;
    } catch { /* without the server the form still holds; it will be judged on saving */ }
  }

  show(findings) {
    for (const room of this.touched) {
      const columns = room.dataset.column.split("|");
      const mine = findings.filter((finding) => columns.includes(finding.column));
      for (const old of room.querySelectorAll(".beside")) old.remove();
      room.classList.toggle("wrong", mine.some((finding) => finding.severity === "error" || finding.severity === "block"));
      for (const finding of mine) room.append(this.line(finding));
    }
  }

  line(finding) {
    const line = document.createElement("p");
    line.className = `beside finding ${finding.severity}`;
    const badge = document.createElement("span");
    badge.className = "badge";
    badge.textContent = `${finding.mark} ${finding.term}`;
    line.append(badge, finding.message);
    if (finding.clause) {
      const clause = document.createElement("cite");
      clause.textContent = finding.clause;
      line.append(clause);
    }
    if (finding.remedy) {
      const remedy = document.createElement("span");
      remedy.className = "remedy";
      remedy.textContent = `→ ${finding.remedy}`;
      line.append(remedy);
    }
    return line;
  }
}
