// Asking our own server, and saying so when it does not answer.

export async function fetchJson(path, parameters = {}) {
  const address = new URL(path, window.location.origin);
  for (const [key, value] of Object.entries(parameters)) address.searchParams.set(key, value);
  const response = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  const body = await response.json().catch(() => ({ findings: [] }));
  if (!response.ok) {
    const said = (body.findings || []).map((finding) => finding.message).join("；");
    throw new Error(said || `${response.status}`);
  }
  return body;
}

// An element whose text is text: nothing stored is ever read as markup.
export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined && text !== null) element.textContent = text;
  return element;
}

const grouped = new Intl.NumberFormat("en", { useGrouping: true });
export const number = (n) => grouped.format(n).replaceAll(",", "\u2009");
