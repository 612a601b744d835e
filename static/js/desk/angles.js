// Angles as people write them, so that the marker can follow what is typed; the server is the judge.

const WORDS = { lon: { plus: ["东经", "E"], minus: ["西经", "W"] }, lat: { plus: ["北纬", "N"], minus: ["南纬", "S"] } };
const LIMIT = { lon: 180, lat: 90 };

// Decimal degrees, or null when the text is not an angle of this axis.
export function parseDegrees(text, axis) {
  let plain = text.replace(/[！-～]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)).replace(/　/g, " ").trim();
  let sign = 1;
  for (const [words, direction] of [[WORDS[axis].plus, 1], [WORDS[axis].minus, -1]]) {
    for (const word of words) {
      if (plain.toUpperCase().startsWith(word)) { plain = plain.slice(word.length).trim(); sign = direction; }
      else if (plain.toUpperCase().endsWith(word)) { plain = plain.slice(0, -word.length).trim(); sign = direction; }
    }
  }
  if (/^[-−]/.test(plain)) { sign = -1; plain = plain.slice(1).trim(); }
  const degrees = magnitude(plain);
  return degrees === null || degrees > LIMIT[axis] ? null : sign * degrees;
}

function magnitude(plain) {
  if (/^\d+(\.\d+)?$/.test(plain)) return Number(plain);
  const found = plain.match(/^(\d{1,3}(?:\.\d+)?)\s*(?:°|度|\s)\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:['′’分]|\s|$)\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:"|″|”|''|′′|秒|$))?)?$/);
  if (!found) return null;
  const [, degrees, minutes = 0, seconds = 0] = found.map(Number).map((part) => (Number.isNaN(part) ? 0 : part));
  return minutes >= 60 || seconds >= 60 ? null : degrees + minutes / 60 + seconds / 3600;
}
