// The lines of the wire: put where their time is, put anew, taken away. Own work, Apache-2.0.
import { line } from "./line.js";
import { by } from "./nodes.js";
import { refoldAll, storyOf } from "./stories.js";

export const wire = by("wire");
export const entries = new Map(); // key -> {at, kind, told, node}; at: where it stands

// Puts it where its time is; with `stays` where it stands already. Whether it came, or moved.
export function put(entry, stays) {
  const before = entries.get(entry.key);
  const was = before && noted(before.node);
  const node = line(entry, was?.copies === true);
  const at = before && stays ? before.at : entry.at;
  node.dataset.at = String(at);
  if (before && before.at === at) {
    before.node.replaceWith(node);
  } else {
    before?.node.remove();
    let next = wire.firstElementChild;
    while (next && Number(next.dataset.at) > at) next = next.nextElementSibling;
    wire.insertBefore(node, next);
  }
  entries.set(entry.key, { at, kind: entry.kind, told: entry, node });
  const story = storyOf(entry.key);
  // What became of one article is seen in the folds of the others, too.
  if (story) refoldAll(story, entry.key);
  if (was) restore(node, was);
  return !before || before.at !== at;
}

// What the reader did with a line stays when it is put anew.
function noted(node) {
  return {
    copies: node.querySelector("details.copies")?.open === true,
    story: node.querySelector("details.story")?.open === true,
    onButton: node.querySelector(".open") === document.activeElement,
    stands: node === document.activeElement, // by the keyboard, see keys.js
    fresh: node.classList.contains("fresh"),
  };
}

function restore(node, was) {
  if (was.story) node.querySelector("details.story")?.setAttribute("open", "");
  node.classList.toggle("fresh", was.fresh);
  if (was.onButton) node.querySelector(".open").focus();
  if (was.stands) {
    node.tabIndex = -1;
    node.focus({ preventScroll: true });
  }
}

export function remove(key) {
  entries.get(key)?.node.remove();
  entries.delete(key);
}

export function clear() {
  entries.clear();
  wire.replaceChildren();
}

// Shows what an editor sees of it, and to all others the line itself.
export function show(key) {
  const node = entries.get(key)?.node;
  if (!node) return;
  if (document.body.classList.contains("editor")) {
    node.querySelector(".open").click();
    return;
  }
  node.hidden = false;
  node.tabIndex = -1;
  node.focus();
  node.scrollIntoView({ block: "center" });
}

