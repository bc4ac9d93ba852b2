// The figures above the wire, the dead letters, and the dot that says how the worker is. Own work, Apache-2.0.
import { by, clock, duration, make, time } from "./nodes.js";

const FIGURES = ["minute", "p50", "p99", "lag", "held", "died"];
let ahead = null; // ms by which the worker's clock is ahead of this device's; null: not known yet
let link = "connecting"; // to the worker: "connecting", "open" or "lost"
let since = ""; // when it was lost, as this device's clock says
let worker = null; // what it said last of itself
let paused = false;

// ms since then, by the worker's clock; 0 as long as that is not known.
export const elapsed = (at) => (ahead === null ? 0 : Math.max(0, Date.now() + ahead - at));

const seconds = (value) =>
  value === null ? "–" : value < 10 ? `${value.toFixed(2)} s` : value < 600 ? `${Math.round(value)} s` : `${Math.round(value / 60)} min`;

// What is not known is no number.
export function figures(told) {
  const count = (name) => (told[name] === null ? "–" : (told.partly.includes(name) ? "≥ " : "") + told[name]);
  ahead = told.now - Date.now();
  by("minute").textContent = count("minute");
  by("p50").textContent = seconds(told.p50);
  by("p99").textContent = seconds(told.p99) + (told.late ? " late" : "");
  by("objective").className = told.late ? "bad" : "";
  by("lag").textContent = count("lag");
  by("held").textContent = count("held");
  by("died").textContent = count("dead");
  problem(told.problem || "");
  by("empty").textContent = told.ready ? "Nothing has come yet." : "Reading the topics.";
  letters(told.reasons, told.dead);
  worker = told.state;
  state();
}

// An alert that says the same again is not said again.
function problem(text) {
  if (by("problem").textContent !== text) by("problem").textContent = text;
  by("problem").hidden = !text;
}

function letters(reasons, dead) {
  const rows = reasons.map((each) => {
    const row = make("tr");
    const reason = make("th", "", "");
    reason.scope = "row";
    const last = make("span", "dim", `in ${each.stage}, the last one from ${each.source || "nobody named"} at `);
    last.append(time(each.at, clock));
    last.title = each.place;
    reason.append(make("code", "", each.reason), make("span", "dim", each.means), last);
    row.append(make("td", "number", String(each.count)), reason);
    return row;
  });
  by("letters").tBodies[0].replaceChildren(...rows);
  by("letters").hidden = rows.length === 0;
  by("alive").hidden = rows.length > 0;
  by("alive").textContent = dead === null ? "Not known." : "None.";
}

export function linked(how) {
  if (how === "lost" && link !== "lost") since = clock.format(Date.now());
  link = how;
  // Of a worker that is not heard nothing is known now.
  if (how === "lost") {
    for (const name of FIGURES) by(name).textContent = "–";
    problem("");
  }
  state();
}

export function pausing(is) {
  paused = is;
  state();
}

const WORDS = {
  live: () => "live",
  "no broker": () => "no broker",
  starting: (told) => (told.percent === null ? "starting" : `starting (${told.percent} %)`),
  behind: (told) => `behind by ${duration(told.seconds)}`,
  trouble: () => "something is wrong",
  reading: () => "reading the topics",
};

function state() {
  let name = link === "lost" ? "lost" : link === "open" && worker ? worker.name : "connecting";
  let text = name === "lost" ? `not connected to the worker since ${since}` : WORDS[name] ? WORDS[name](worker) : "connecting";
  if (paused) [name, text] = name === "live" ? ["paused", "paused"] : [name, `${text}, paused`];
  const node = by("state");
  if (node.textContent !== text) node.textContent = text;
  node.dataset.state = name.replace(" ", "-");
  node.dataset.link = link;
}
