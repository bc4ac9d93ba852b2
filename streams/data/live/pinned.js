// Kills and corrections of the last hour, pinned above the wire whatever its filter is. Own work, Apache-2.0.
import { by, clock, copy, direction, make, time } from "./nodes.js";
import { elapsed } from "./figures.js";
import { steady } from "./reading.js";
import { show } from "./wire.js";
import { words } from "./line.js";

const HOUR = 3600000;
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

function draw() {
  const kills = (each) => (each.pinned.kind === "kill" ? 1 : 0);
  const sorted = [...pins.values()].sort((a, b) => kills(b) - kills(a) || b.pinned.at - a.pinned.at);
  const focused = document.activeElement?.closest("#pins button")?.dataset.key;
  steady(() => {
    by("pins").replaceChildren(...sorted.map(row));
    by("pinned").hidden = sorted.length === 0;
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
