// Kills and corrections of the last hour, pinned above the wire whatever its filter is. Own work, Apache-2.0.
import { by, clock, copy, direction, make, time } from "./nodes.js";
import { elapsed } from "./figures.js";
import { steady } from "./reading.js";
import { show } from "./wire.js";
import { words } from "./line.js";

const HOUR = 3600000;
const FIRST = 60; // so many are shown before all are asked for
const pins = new Map(); // key -> what was told of it last

// Takes what is told of an entry: it is pinned, pinned anew, or no more.
export function pin(entry) {
  const known = pins.has(entry.key);
  if (entry.pinned && elapsed(entry.pinned.at) < HOUR) pins.set(entry.key, entry);
  else if (!known) return;
  else pins.delete(entry.key);
  draw();
}

export function pinAll(list) {
  pins.clear();
  for (const each of list) if (each.pinned && elapsed(each.pinned.at) < HOUR) pins.set(each.key, each);
  draw();
}

// What the worker remembers no longer cannot be opened.
export function unpin(key) {
  if (pins.delete(key)) draw();
}

// What the worker knows of those that are not here: it still reads, its reading began later, or they are too many.
let said = "";
let missing = false;
export function pinsSaid({ reading, since, more }) {
  const parts = [];
  if (more) parts.push(`${more} more are not on this page, the oldest corrections first.`);
  if (since !== null) parts.push(`Those before ${clock.format(since)} are not on this page.`);
  missing = parts.length > 0;
  said = missing ? parts.join(" ") : reading && pins.size ? "The rest of the last hour is still being read." : "";
  seen();
}

function seen() {
  if (by("pins-said").textContent !== said) by("pins-said").textContent = said;
  by("pins-said").hidden = !said;
  by("pins-where").hidden = !missing;
  by("pinned").hidden = pins.size === 0 && !said;
}

function draw() {
  const kills = (each) => (each.pinned.kind === "kill" ? 1 : 0);
  const sorted = [...pins.values()].sort((a, b) => kills(b) - kills(a) || b.pinned.at - a.pinned.at);
  const focused = document.activeElement?.closest("#pins button")?.dataset.key;
  steady(() => {
    const all = by("pins-all").getAttribute("aria-expanded") === "true";
    by("pins").replaceChildren(...(all ? sorted : sorted.slice(0, FIRST)).map(row));
    by("pins-all").hidden = sorted.length <= FIRST;
    by("pins-all").textContent = all ? "Fewer" : `All ${sorted.length}`;
    seen();
  });
  if (focused) {
    const same = [...by("pins").querySelectorAll("button")].find((each) => each.dataset.key === focused);
    (same || by("wire-name")).focus({ preventScroll: true });
  }
}

function row(entry) {
  const item = make("li");
  const button = make("button", "pin");
  button.type = "button";
  button.dataset.key = entry.key;
  const text = make(entry.kind === "killed" ? "s" : "span", "what");
  text.append(copy(words(entry), entry.language));
  text.dir = direction(words(entry));
  const copies = entry.copied ? (entry.copied === 1 ? "1 copy" : `${entry.copied} copies`) : "";
  button.append(
    time(entry.pinned.at, clock), " ", make("b", `mark ${entry.pinned.kind}`, entry.pinned.kind), " ", text, " ",
    make("bdi", "dim", entry.source || ""), ...(copies ? [make("span", "dim", `, ${copies}`)] : []),
  );
  button.addEventListener("click", () => show(entry.key));
  item.append(button);
  return item;
}

// After an hour it goes by itself.
export function expire() {
  const over = [...pins].filter(([, each]) => elapsed(each.pinned.at) >= HOUR);
  if (!over.length) return;
  for (const [key] of over) pins.delete(key);
  draw();
}

by("pins-all").addEventListener("click", () => {
  const all = by("pins-all").getAttribute("aria-expanded") === "true";
  by("pins-all").setAttribute("aria-expanded", String(!all));
  draw();
});
