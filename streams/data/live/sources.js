// The sources: what fails and what is silent first; a click shows those of one alone. Own work, Apache-2.0.
import { by, duration, make } from "./nodes.js";
import { elapsed } from "./figures.js";
import { chosen, only } from "./filter.js";

const FIRST = 12; // so many are shown before all are asked for
const AGAIN = 10000; // ms between two looks at the clock
let rows = [];

export function sources(told) {
  rows = told;
  // Nothing moves under the pointer, and the keyboard keeps its place.
  if (by("sources").matches(":hover") || by("sources").contains(document.activeElement)) refresh();
  else draw();
}

// What is said of one: it fails, it is silent, its copy is not as usual, and when it was heard.
function words(row) {
  const said = row.fails.map((each) => `${each.kind} fails for ${since(each.since)}: ${each.why}`);
  const heard = row.last === null ? "" : since(row.last);
  const rhythm = row.usual === null ? "" : `, usually every ${duration(row.usual)}`;
  if (row.silent.length) {
    const tongues = row.silent.length < row.languages ? ` in ${row.silent.join(", ")}` : "";
    said.push(`silent${tongues} for ${heard}${rhythm}`);
  } else {
    said.push(heard ? `heard ${heard} ago${rhythm}` : "never heard");
  }
  if (row.drifted.length) said.push(`not as usual: ${row.drifted.join(", ")}`);
  return said.join("; ");
}

const since = (at) => duration(elapsed(at) / 1000);
const mark = (row) => (row.fails.length ? "fails" : row.silent.length ? "silent" : row.drifted.length ? "drifts" : "well");

function draw() {
  const all = by("sources-all").getAttribute("aria-expanded") === "true";
  by("sources").replaceChildren(...(all ? rows : rows.slice(0, FIRST)).map(item));
  const ill = rows.filter((each) => mark(each) !== "well").length;
  by("sources-said").textContent = !rows.length ? "None was heard." : ill ? `${ill} of ${rows.length} not well` : `${rows.length}, all well`;
  by("sources-all").hidden = rows.length <= FIRST;
  by("sources-all").textContent = all ? "Fewer" : `All ${rows.length}`;
}

function item(row) {
  const node = make("li", mark(row));
  const button = make("button", "source-name");
  button.type = "button";
  button.append(make("bdi", "", row.name || "without a name"));
  button.setAttribute("aria-pressed", String(chosen("source") === row.name));
  button.addEventListener("click", () => only("source", row.name));
  node.dataset.name = row.name;
  node.append(button, " ", make("span", "how", words(row)));
  return node;
}

// The same rows with the words of now.
function refresh() {
  for (const node of by("sources").children) {
    const row = rows.find((each) => each.name === node.dataset.name);
    if (!row) continue;
    node.className = mark(row);
    node.querySelector("button").setAttribute("aria-pressed", String(chosen("source") === row.name));
    node.querySelector(".how").textContent = words(row);
  }
}

by("sources-all").addEventListener("click", () => {
  const all = by("sources-all").getAttribute("aria-expanded") === "true";
  by("sources-all").setAttribute("aria-expanded", String(!all));
  draw();
});
by("sources").addEventListener("click", refresh);
by("filter").addEventListener("input", refresh);
addEventListener("popstate", refresh);
setInterval(refresh, AGAIN);
