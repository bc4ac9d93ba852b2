// What the scripts of the page make nodes of: text stays text, never markup. Own work, Apache-2.0.

export const by = (id) => document.getElementById(id);

export function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

export const clock = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const short = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dated = new Intl.DateTimeFormat([], {
  year: "numeric", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

export function time(at, format) {
  const moment = new Date(at);
  const node = make("time", "", format.format(moment));
  node.dateTime = moment.toISOString();
  node.title = moment.toISOString();
  return node;
}

// The address of a page of the web; null for all that a browser could do something else with.
export function address(url) {
  try {
    const parsed = new URL(url);
    return parsed.protocol === "https:" || parsed.protocol === "http:" ? parsed.href : null;
  } catch {
    return null;
  }
}

// A link to a page of the web, which does not learn from where somebody comes.
export function link(href, text) {
  const node = make("a");
  Object.assign(node, { href, rel: "noopener noreferrer", referrerPolicy: "no-referrer", target: "_blank" });
  node.append(text);
  return node;
}

// A time that may be of another day: then the day stands with it.
export function until(at) {
  return time(at, Math.abs(new Date(at) - Date.now()) < 12 * 3600000 ? short : dated);
}

// A time to the second.
export function moment(at) {
  return time(at, Math.abs(new Date(at) - Date.now()) < 12 * 3600000 ? clock : dated);
}

// Copy may be in any script and language: bdi keeps its direction to itself.
export function copy(text, language) {
  const node = make("bdi", "", text);
  if (language && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$/.test(language)) node.lang = language;
  return node;
}

// "rtl" for a text that begins with letters of a script from right to left.
export const direction = (text) =>
  /^[^\p{L}]*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(text) ? "rtl" : "ltr";

// A time that has passed: "40 s", "3 min", "5 h", "2 days".
export function duration(seconds) {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 129600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} days`;
}
