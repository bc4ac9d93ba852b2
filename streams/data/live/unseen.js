// What came and was not seen yet: its number stands in the title and on a button that shows it. Own work, Apache-2.0.
import { by } from "./nodes.js";

const TITLE = document.title;
const away = new Set(); // keys of what was put on the wire while nobody looked
let held = { lines: 0, kills: 0 }; // what waits to be put
let kills = 0; // that came while nobody looked

// What waits: of how many lines, and how many kills are among them.
export function waits(lines, many) {
  held = { lines, kills: many };
  tell();
}

// A line was put on the wire: where nobody looks it counts, and is marked for when he comes back.
export function came(node, isKill) {
  if (document.visibilityState === "visible") return;
  if (!away.size) for (const each of document.querySelectorAll("#wire > .fresh")) each.classList.remove("fresh");
  away.add(node.dataset.key);
  kills += isKill ? 1 : 0;
  node.classList.add("fresh");
  tell();
}

export function marked(nodes) {
  for (const each of document.querySelectorAll("#wire > .fresh")) each.classList.remove("fresh");
  for (const each of nodes) each.classList.add("fresh");
}

function tell() {
  const count = away.size + held.lines;
  const urgent = kills + held.kills ? ", kill" : "";
  const title = count ? `(${count}${urgent}) ${TITLE}` : TITLE;
  if (document.title !== title) document.title = title;
  by("new").hidden = held.lines === 0;
  if (held.lines) by("new").textContent = `${held.lines} new`;
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  away.clear();
  kills = 0;
  tell();
});
