// The stories: each line has the other articles that tell its story folded under it. Own work, Apache-2.0.
import { clock, copy, make, time } from "./nodes.js";
import { entries, show } from "./wire.js";

const stories = new Map(); // key of a story -> what is told of it
const tells = new Map(); // key of an article -> key of its story

export const storyOf = (key) => tells.get(key);

export const isTold = (story) => stories.has(story);

// The story under whose first line this article can be folded: it is listed there.
export function foldsInto(key) {
  const of = tells.get(key);
  return stories.get(of)?.tellings.some((each) => each.key === key) ? of : undefined;
}

export function clearStories() {
  stories.clear();
  tells.clear();
}

export function putStory(story) {
  const touched = new Set((stories.get(story.key)?.tellings || []).map((each) => each.key));
  if (story.tellings.length) {
    stories.set(story.key, story);
    for (const each of story.tellings) {
      tells.set(each.key, story.key);
      touched.add(each.key);
    }
  } else {
    stories.delete(story.key);
  }
  // An article that is no longer among the newest of its story still tells it.
  for (const [key, of] of tells) {
    if (of !== story.key) continue;
    if (!stories.has(of)) tells.delete(key);
    if (entries.has(key)) touched.add(key);
    else if (!touched.has(key)) tells.delete(key);
  }
  for (const key of touched) refold(key);
}

// Folds anew under each line of this story, and under that of `key`.
export function refoldAll(story, key) {
  for (const each of stories.get(story)?.tellings || []) refold(each.key);
  refold(key);
}

// The other articles that tell a story. Copies of this one are under it already, but for those that have a line of their own.
const others = (key, story) =>
  story.tellings.filter((each) => each.key !== key && (each.of !== key || entries.has(each.key)));
const mayShow = (key) => !entries.has(key) || entries.get(key).kind === "out";

export function refold(key) {
  const entry = entries.get(key);
  if (!entry) return;
  const body = entry.node.querySelector(".copy");
  const before = body.querySelector("details.story");
  const story = stories.get(tells.get(key));
  const focused = before?.contains(document.activeElement);
  if (!story || entry.kind !== "out" || !others(key, story).length) {
    before?.remove();
    return;
  }
  const now = fold(key, story, before?.open === true);
  if (before) before.replaceWith(now);
  else body.append(now);
  if (focused) now.querySelector("summary").focus();
}

function fold(key, story, open) {
  const details = make("details", "story");
  details.open = open;
  const summary = make("summary");
  const reports = story.reports === 1 ? "1 independent report" : `${story.reports} independent reports`;
  summary.append(`told by ${story.articles} articles, ${reports}`);
  // The title is the headline of one of them, and stands above where it is that of this one.
  const gone = story.tellings.some((each) => each.headline === story.title && !mayShow(each.key));
  if (story.title && !gone && story.title !== entries.get(key).told.headline) summary.append(": ", copy(story.title));
  const list = make("ul");
  for (const each of others(key, story)) list.append(telling(each));
  const before = story.articles - story.tellings.length;
  if (before > 0) list.append(make("li", "dim", `and ${before} before`));
  details.append(summary, list);
  return details;
}

function telling(each) {
  const item = make("li");
  item.append(time(each.at, clock), " ", make("bdi", "source", each.source), " ");
  if (!mayShow(each.key)) {
    const kind = entries.get(each.key).kind;
    item.append(make("b", kind === "killed" ? "mark kill" : "mark", kind));
    return item;
  }
  if (each.headline) item.append(copy(each.headline, each.language), " ");
  if (entries.has(each.key)) {
    const open = make("button", "telling", "Open"); // seen by editors alone, as that of the line
    open.type = "button";
    open.setAttribute("aria-label", `Open: ${each.headline || each.source}`);
    open.addEventListener("click", () => show(each.key));
    item.append(open);
  }
  return item;
}
