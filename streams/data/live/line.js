// A line of the wire: what the worker tells of an article becomes nodes, as text and never as markup. Own work, Apache-2.0.
import { address, clock, copy, direction, link, make, time, until } from "./nodes.js";

const KINDS = {
  waiting: "copies of what is held back",
  unknown: "copies of an article that is not on this page",
  withdrawn: "withheld until further notice",
  killed: "killed: must not be used",
};

// What the line says in a few words.
export const words = (entry) => entry.headline || (entry.kind === "held" ? `held (${entry.why})` : KINDS[entry.kind]) || "";

// The node. `unfolded`: its copies are shown. `when` makes the node of its time.
export function line(entry, unfolded, when = (at) => time(at, clock)) {
  const node = make("li", entry.kind);
  const from = make("p", "from");
  from.append(when(entry.at), " ", make("bdi", "source", entry.source || ""), " ");
  from.append(make("span", "language", entry.language || ""));
  node.append(from, body(entry, unfolded));
  node.dataset.at = String(entry.at);
  node.dataset.key = entry.key;
  return node;
}

function body(entry, unfolded) {
  const node = make("div", "copy");
  node.append(head(entry), opener(entry));
  const details = [...(entry.words ? [entry.words] : []), ...(entry.changes || [])];
  if (details.length) {
    const more = make("p", "more");
    details.forEach((each, at) => more.append(...(at ? [" · "] : []), copy(each)));
    node.append(more);
  }
  if (entry.copies) node.append(copies(entry, unfolded));
  return node;
}

function head(entry) {
  const node = make("p", "headline");
  node.dir = direction(entry.headline || "");
  for (const mark of entry.marks || []) node.append(make("b", `mark ${mark.replace(/[^a-z]/g, "-")}`, mark), " ");
  if (entry.kind === "held") {
    node.append("held ", ...(entry.until ? ["until ", until(entry.until)] : []), ` (${entry.why})`);
  } else if (entry.kind === "killed" && entry.headline) {
    const gone = make("s");
    gone.append(copy(entry.headline, entry.language));
    node.append(gone);
  } else if (entry.kind === "out") {
    node.append(linked(entry));
  } else {
    node.append(KINDS[entry.kind]);
  }
  if (entry.place) {
    const place = make("bdi", "aside", entry.place);
    place.title = entry.from ? "where it was written" : "a place that it mentions";
    node.append(" ", place);
  }
  for (const each of entry.notes || []) node.append(" ", make("span", "aside", each));
  return node;
}

// Seen by editors alone, see page.css; to all others it would answer nothing. It stands beside the headline, not in it:
// that may run from right to left, and would have it on its own side.
function opener(entry) {
  const open = make("button", "open", "Open");
  open.type = "button";
  open.setAttribute("aria-label", `Open: ${words(entry)}`);
  return open;
}

function linked(entry) {
  const text = copy(entry.headline, entry.language);
  const href = entry.url ? address(entry.url) : null;
  if (href === null) return text;
  return link(href, text);
}

function copies(entry, unfolded) {
  const details = make("details", "copies");
  details.open = unfolded;
  const count = entry.copied === 1 ? "1 copy" : `${entry.copied} copies`;
  const sources = [...new Set(entry.copies.map((each) => each.source))].join(", ");
  details.append(make("summary", "", `${count}: ${sources}`));
  const list = make("ul");
  for (const each of entry.copies) {
    const item = make("li", each.killed ? "killed" : "");
    item.append(time(each.at, clock), " ", make("bdi", "source", each.source), " ");
    if (each.killed) item.append(make("b", "mark kill", "killed"), " ");
    if (each.headline) item.append(copy(each.headline, each.language), " ");
    if (each.alike) item.append(make("span", "dim", each.alike === 100 ? "the same text" : `${each.alike} % alike`));
    list.append(item);
  }
  if (entry.copied > entry.copies.length) {
    list.append(make("li", "dim", `and ${entry.copied - entry.copies.length} before`));
  }
  details.append(list);
  return details;
}
