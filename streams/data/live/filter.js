// The filter of the wire, which stands in the url: what fits it the worker says, by the rules of its API. Own work, Apache-2.0.
import { forget, look } from "./further.js";
import { by, make } from "./nodes.js";
import { foldsInto } from "./stories.js";
import { entries, wire } from "./wire.js";

const NAMES = ["text", "language", "source", "topic", "signal", "place"];
const TYPED = ["text", "place"];
const SOON = 200; // ms between what is typed and the question to the worker
const FEW = 3; // where no more fit, it is said how far the filter sees
const AGAIN = 1000; // ms between two questions, where something came
let fits = null; // the keys of what fits; null: all does
let asked = ""; // the question that was answered last
let problem = ""; // of that question, in one sentence
let number = 0; // of the question that was asked last
let due = null;
let typing = ""; // the field that the last entry of the browser's history is of

const query = () => {
  const told = new URLSearchParams();
  for (const name of NAMES) if (by(name).value.trim()) told.set(name, by(name).value.trim());
  return told;
};

// Shows what fits, and of each story its first line; what is opened below it tells the rest.
function apply() {
  const folding = by("fold").checked;
  const led = new Set();
  let shown = 0;
  let kills = 0; // which pass whatever is asked for
  for (const node of wire.children) {
    const { kind } = entries.get(node.dataset.key);
    const fit = fits === null || kind === "killed" || fits.has(node.dataset.key);
    const story = folding && fit && kind === "out" ? foldsInto(node.dataset.key) : undefined;
    node.hidden = !fit || led.has(story);
    if (story && node.querySelector("details.story")) led.add(story);
    shown += fit ? 1 : 0;
    kills += kind === "killed" ? 1 : 0;
  }
  by("further").hidden = fits === null || Boolean(problem) || shown - kills > FEW;
  by("look").hidden = fits === null || Boolean(problem);
  said(problem || (fits === null ? "" : `${shown} of ${wire.children.length} fit`));
}

function said(text) {
  if (by("filtered").textContent !== text) by("filtered").textContent = text;
}

// Something came, or went.
export function sift() {
  apply();
  if (fits !== null) due ??= setTimeout(ask, AGAIN);
}

async function ask() {
  due = null;
  const question = query();
  const mine = (number += 1);
  const answer = question.size ? await found(question) : { keys: null };
  if (mine !== number) return;
  problem = answer.problem || "";
  if (!problem) {
    fits = answer.keys && new Set(answer.keys);
    asked = String(question);
  }
  apply();
}

async function found(question) {
  try {
    const answer = await fetch(`/search?${question}`, { cache: "no-store", credentials: "omit", redirect: "error" });
    return await answer.json();
  } catch {
    return { problem: "The worker does not answer: this is as before." };
  }
}

function soon(ms) {
  clearTimeout(due);
  due = setTimeout(ask, ms);
}

// What can be chosen: what stands on the wire, and what is chosen.
export function choices(told) {
  for (const name of ["language", "source"]) offer(by(name), told[name].map((each) => [each, each]));
  offer(by("topic"), told.topic);
  const places = told.place.map((each) => {
    const option = make("option");
    option.value = each;
    return option;
  });
  by("places").replaceChildren(...places);
}

function offer(select, pairs) {
  // A list that is open stays as it is.
  if (document.activeElement === select && select.options.length > 1) return;
  const chosen = select.value;
  const all = [["", "any"], ...pairs];
  if (chosen && !pairs.some(([value]) => value === chosen)) all.push([chosen, chosen]);
  select.replaceChildren(...all.map(([value, text]) => {
    const option = make("option", "", text);
    option.value = value;
    return option;
  }));
  select.value = chosen;
}

function choose(name, value) {
  const field = by(name);
  if (field.tagName === "SELECT" && value && ![...field.options].some((each) => each.value === value)) {
    const option = make("option", "", value);
    option.value = value;
    field.append(option);
  }
  field.value = value;
}

// The url says what is chosen. What is typed into one field is one entry of the browser's history.
function keep(name) {
  forget();
  const told = query();
  const url = told.size ? `?${told}` : location.pathname;
  by("clear").hidden = told.size === 0;
  if (typing === name && TYPED.includes(name)) history.replaceState(null, "", url);
  else history.pushState(null, "", url);
  typing = name;
  soon(TYPED.includes(name) ? SOON : 0);
}

function read() {
  const told = new URLSearchParams(location.search);
  for (const name of NAMES) choose(name, told.get(name) || "");
  by("clear").hidden = query().size === 0;
  typing = "";
  if (String(query()) === asked) return;
  forget();
  ask();
}

// Chooses one value, as a click elsewhere on the page does; the same once more takes it back.
export function only(name, value) {
  choose(name, by(name).value === value ? "" : value);
  keep(name);
}

export const chosen = (name) => by(name).value;

by("filter").addEventListener("submit", (event) => event.preventDefault());
by("filter").addEventListener("input", (event) => keep(event.target.id));
by("fold").addEventListener("input", apply);
by("look").addEventListener("click", () => look(query()));
by("clear").addEventListener("click", () => {
  for (const name of NAMES) choose(name, "");
  keep("clear");
  by("text").focus();
});
addEventListener("popstate", read);
// On a phone the wire comes first: it is opened by who wants it, or has it in the url.
const narrow = matchMedia("(max-width: 44rem)");
by("sift").open = !narrow.matches || location.search !== "";
narrow.addEventListener("change", () => { if (!narrow.matches) by("sift").open = true; });
read();
