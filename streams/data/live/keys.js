// The keyboard: along the wire, into an article, a story, the filter, and the list of keys. Own work, Apache-2.0.
import { by } from "./nodes.js";
import { top } from "./page.js";

const wire = by("wire");
const stands = () => document.activeElement?.closest("#wire > li");

function move(step) {
  const seen = [...wire.children].filter((each) => !each.hidden);
  const at = seen.indexOf(stands());
  const next = at < 0 ? seen.find((each) => each.getBoundingClientRect().bottom > 0) : seen[at + step];
  if (!next) return;
  next.tabIndex = -1;
  next.focus();
}

// Opens and closes what is folded under a line: its story, or else its copies.
function fold() {
  const details = stands()?.querySelector("details.story") || stands()?.querySelector("details.copies");
  if (details) details.open = !details.open;
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  o: () => stands()?.querySelector(".open").click(),
  s: fold,
  g: top,
  p: () => by("pause").click(),
  "/": () => {
    by("sift").open = true;
    by("text").focus();
  },
  "?": () => by("help").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, dialog[open]")) return;
  const key = event.key === "Enter" && event.target.matches("#wire > li") ? "o" : event.key;
  if (!Object.hasOwn(keys, key)) return;
  event.preventDefault();
  keys[key]();
});

by("ask").addEventListener("click", () => by("help").showModal());
by("help-close").addEventListener("click", () => by("help").close());
