// What fits the filter and is no longer on the page: the worker looks back for it, the newest first. Own work, Apache-2.0.
import { line } from "./line.js";
import { by, moment } from "./nodes.js";

const ENDS = {
  beginning: "That is all that Kafka keeps.",
  records: "It looks no further than that.",
  found: "There may be more: a narrower filter finds them.",
};
const number = new Intl.NumberFormat("en");
let looking = null; // what ends the look that is under way

// Looks back for what fits. What comes to the wire meanwhile is there, and not here.
export async function look(question) {
  forget();
  by("earlier").hidden = by("earlier-stop").hidden = false;
  by("earlier-said").textContent = "Looking further back.";
  by("earlier-name").focus();
  const mine = (looking = new AbortController());
  try {
    const answer = await fetch(`/search/further?${question}`, {
      signal: mine.signal, cache: "no-store", credentials: "omit", redirect: "error",
    });
    if (answer.ok) await read(answer.body.pipeThrough(new TextDecoderStream()).getReader());
    else said((await answer.json()).problem);
  } catch {
    if (!mine.signal.aborted) said("The worker does not answer.");
  }
  if (mine === looking) stop();
}

async function read(reader) {
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const each of lines) take(JSON.parse(each));
  }
}

function take(told) {
  if (told.problem) said(told.problem);
  else if (told.entry) put(told.entry);
  else came(told);
}

function put(entry) {
  const node = line(entry, false, moment);
  let next = by("older").firstElementChild;
  while (next && Number(next.dataset.at) > entry.at) next = next.nextElementSibling;
  by("older").insertBefore(node, next);
}

function came({ back, records, end }) {
  const words = by("earlier-said");
  words.replaceChildren(`${number.format(by("older").childElementCount)} of ${number.format(records)} events fit`);
  if (back !== null) words.append(", back to ", moment(back));
  words.append(".", ...(end ? [` ${ENDS[end]}`] : []));
}

// A word behind what was found.
function said(words) {
  by("earlier-said").append(` ${words}`);
}

function stop() {
  looking?.abort();
  looking = null;
  by("earlier-stop").hidden = true;
}

// It is on the wire now, perhaps as a kill: what stands here would be old.
export function lost(key) {
  [...by("older").children].find((each) => each.dataset.key === key)?.remove();
}

// Another filter: what was found fits no more.
export function forget() {
  stop();
  by("earlier").hidden = true;
  by("older").replaceChildren();
}

by("earlier-stop").addEventListener("click", () => {
  stop();
  said("Stopped.");
  by("earlier-name").focus();
});
