// The live page: what the worker sends is put into the page, or waits while somebody reads. Own work, Apache-2.0.
import { minutes } from "./chart.js";
import { figures, linked, pausing } from "./figures.js";
import { choices, sift } from "./filter.js";
import { lost } from "./further.js";
import { words } from "./line.js";
import { by } from "./nodes.js";
import { expire, pin, pinAll, pinsSaid, unpin } from "./pinned.js";
import { reads } from "./reading.js";
import { sources } from "./sources.js";
import { clearStories, isTold, putStory } from "./stories.js";
import { came, marked, waits } from "./unseen.js";
import { clear, entries, put, remove } from "./wire.js";

const LINGER = 5000; // ms between two sentences to those who listen instead of look
const AGAIN = 3000; // ms before a connection that was refused is tried again
const QUIET = 40000; // ms without a sign of life, of which there should be one each 15 s
const LOOK = 500; // ms between two looks whether somebody still reads
let stream = null;
let paused = false;
let waiting = new Map(); // what came while somebody reads, the last of each key: [name, data]
let everything = null; // all of the wire, which came while somebody reads
let heard = [];
let speaking = null;

const isKill = (entry) => entry.pinned?.kind === "kill";

// For those who listen: not every line, but every few seconds how many came, and the last one.
function say(entry) {
  if (entry.kind === "held") return;
  heard.push([...(entry.marks || []), words(entry)].join(": "));
  speaking ??= setTimeout(() => {
    const many = heard.length > 1 ? `${heard.length} new on the wire, the last one: ` : "";
    by("said").textContent = many + heard[heard.length - 1];
    heard = [];
    speaking = null;
  }, LINGER);
}

const handlers = {
  all(list) {
    clear();
    clearStories();
    for (const entry of list) put(entry);
    pinAll(list);
  },
  stories(list) {
    for (const story of list) putStory(story);
  },
  story: putStory,
  entry(entry) {
    const said = entry.kind === "killed" && entries.get(entry.key)?.kind === "killed";
    const moved = put(entry);
    pin(entry);
    if (!moved) return;
    if (!said) say(entry);
    if (entry.kind !== "held") came(entries.get(entry.key).node, isKill(entry));
  },
  gone({ key }) {
    remove(key);
    unpin(key);
  },
};

function done() {
  settling = false;
  by("empty").hidden = entries.size > 0;
  sift();
}

// The same before the page is drawn next, once for all that comes until then. What is not seen is not drawn.
let settling = false;
function settle() {
  if (settling) return;
  settling = true;
  if (document.visibilityState === "visible") requestAnimationFrame(done);
  else setTimeout(done, LOOK);
}

function take(name, data) {
  for (const each of name === "all" ? data : name === "entry" ? [data] : []) lost(each.key);
  if (paused || reads()) {
    wait(name, data);
    return;
  }
  go_on();
  handlers[name](data);
  settle();
}

function wait(name, data) {
  if (name === "all") {
    everything = data;
    waiting.clear();
    for (const entry of data) urgent(entry);
  } else if (name === "stories") {
    for (const story of data) later("story", story);
  } else {
    later(name, data);
    if (name === "entry") urgent(data);
  }
  count();
}

// The last word on each key is the last in the row. What came and went while it waited is forgotten: he may read for hours.
function later(name, data) {
  const key = `${name === "story" ? "story" : "entry"} ${data.key}`;
  waiting.delete(key);
  const over = name === "gone" ? !shown(data.key) : name === "story" && !data.tellings.length && !isTold(data.key);
  if (!over) waiting.set(key, [name, data]);
}

const shown = (key) => entries.has(key) || everything?.some((each) => each.key === key);

// A kill or a correction waits for nobody: it is pinned, and what is killed is struck where it stands, and so are copies,
// of which the worker hears after the original.
function urgent(entry) {
  if (!entry.pinned) return;
  pin(entry);
  const before = entries.get(entry.key);
  if (!before || fallen(entry) <= fallen(before.told)) return;
  put(entry, true);
  if (before.kind !== "killed") say(entry);
  done();
}

// How much of it is killed: the article, and each copy that is told of.
const fallen = (entry) =>
  entry.kind === "killed" ? 1 + (entry.copies || []).filter((each) => each.killed).length : 0;

const is_new = (entry) => entry.kind !== "held" && entries.get(entry.key)?.at !== entry.at;

function count() {
  const came = [...waiting.values()].filter(([name]) => name === "entry").map(([, data]) => data);
  const lines = [...(everything || []), ...came].filter(is_new);
  waits(new Set(lines.map((each) => each.key)).size, lines.filter(isKill).length);
}

// Puts what waits.
function go_on() {
  if (!everything && !waiting.size) return;
  const rest = [...waiting.values()];
  const came = rest.filter(([name, data]) => name === "entry" && is_new(data)).map(([, data]) => data.key);
  if (everything) handlers.all(everything);
  everything = null;
  waiting = new Map();
  for (const [name, data] of rest) handlers[name](data);
  marked(came.map((key) => entries.get(key)?.node).filter(Boolean));
  waits(0, 0);
  done();
}

// Leads to the top of the wire, and shows what waits.
export function top() {
  if (by("wire").contains(document.activeElement)) document.activeElement.blur();
  scrollTo({ top: 0 });
  if (!paused) go_on();
}

let alarm = null;
function alive() {
  clearTimeout(alarm);
  alarm = setTimeout(connect, QUIET);
}

function connect() {
  stream?.close();
  const now = (stream = new EventSource("/events"));
  now.onopen = () => { linked("open"); };
  now.onerror = () => {
    linked("lost");
    // A browser tries again by itself, but for an answer that is no stream.
    if (now.readyState === EventSource.CLOSED) setTimeout(() => { if (stream === now) connect(); }, AGAIN);
  };
  const hear = (name, does) => now.addEventListener(name, (event) => { alive(); does(JSON.parse(event.data)); });
  for (const name of Object.keys(handlers)) hear(name, (data) => take(name, data));
  const told = (data) => { figures(data); pinsSaid(data.pins); };
  for (const [name, does] of Object.entries({ figures: told, minutes, sources, choices })) hear(name, does);
  alive();
}

by("pause").addEventListener("click", () => {
  paused = !paused;
  by("pause").setAttribute("aria-pressed", String(paused));
  pausing(paused);
  if (!paused) go_on();
});
by("new").addEventListener("click", () => {
  if (paused) by("pause").click();
  top();
});
setInterval(() => { if (!paused && !reads()) go_on(); }, LOOK);
setInterval(expire, LOOK);

connect();
