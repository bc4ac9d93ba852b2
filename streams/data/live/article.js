// An article that an editor opens: what readers have, its versions, copies, story and trace. Own work, Apache-2.0.
import { differs, versions } from "./diff.js";
import { ask } from "./editor.js";
import { evidence } from "./evidence.js";
import { address, by, copy, link, make, moment, until } from "./nodes.js";
import { order, share } from "./order.js";
import { heldOf, why } from "./waiting.js";

const dialog = by("article");
const body = by("article-body");
let opened = null; // the key of the entry of the wire that it was opened from
let uri = null; // of the article that is seen
let before = []; // what was seen before it: uris, and what is held
let known = null; // what is known of it
let waits = null; // what is held, if that is what is read
let end = () => {}; // is called where the token is none any more
let asked = 0;

// Opens the entry of the wire that has this key. `ended` is called where the token is none any more.
export async function open(key, ended) {
  enter(key, ended);
  const mine = begin(null);
  const found = await ask(`/v1/wire/${encodeURIComponent(key)}`);
  if (!isOver(mine, found)) await load(found.json.uri);
}

// Opens any article by its uri, also one that the page does not have, or no longer.
export async function openUri(next, ended) {
  enter(null, ended);
  await load(next);
}

// Opens what is held, with its text: whoever lets it out has to know what it says.
export async function read(each, ended) {
  enter(null, ended);
  await followHeld(each);
}

function enter(key, ended) {
  opened = key;
  before = [];
  end = ended;
  if (!dialog.open) dialog.showModal();
  by("article-name").focus();
}

async function followHeld(each) {
  const mine = begin(null);
  waits = each;
  by("article-name").focus();
  await loadHeld(mine);
}

async function loadHeld(mine) {
  const answer = await ask(`/v1/held/article?raw=${encodeURIComponent(waits.raw)}`);
  if (!isOver(mine, answer)) await compareHeld(mine, showHeld(answer.json));
}

function showHeld(told) {
  title(told.event.item);
  by("article-release").hidden = by("article-kill").hidden = false;
  const where = make("p", "more dim");
  where.append(make("bdi", "", told.source), ", since ", until(told.since), ", ", make("code", "", told.uri));
  const others = make("p", "more", "What readers have of this article: ");
  others.append(leadsTo(told.uri, "Open"));
  const change = make("section", "versions");
  body.replaceChildren(where, why(told), change, ...evidence(told.event), others);
  return change;
}

// What letting it out would change of what readers have. Of what they do not have there is nothing to tell.
async function compareHeld(mine, section) {
  section.append(make("p", "dim", "Looking up what readers have of it."));
  const answer = await ask(`/v1/held/diff?raw=${encodeURIComponent(waits.raw)}`);
  if (mine !== asked || !section.isConnected) return;
  if (answer.status === 404) section.replaceChildren(make("p", "dim", "Readers have no text of this article now."));
  else if (answer.problem) section.replaceChildren(make("p", "bad", answer.problem));
  else {
    const shown = make("div", "diff");
    shown.append(...differs(answer.json, `what readers have (${answer.json.before.name})`, `what waits (${answer.json.after.name})`));
    section.replaceChildren(make("h3", "", "What letting it out would change"), shown);
  }
}

// Empties it, and says the number of what is asked now.
function begin(next) {
  uri = next;
  waits = null;
  clear("Looking it up.");
  by("article-back").hidden = before.length === 0;
  return (asked += 1);
}

async function load(next) {
  const mine = next === uri ? (asked += 1) : begin(next);
  const answer = await ask(`/v1/articles/${encodeURIComponent(next)}`);
  if (!isOver(mine, answer)) show(answer.json);
}

// Whether there is nothing to show: it was closed, another one is asked for, or there is no answer.
function isOver(mine, answer) {
  if (mine !== asked || !dialog.open) return true;
  if (answer.status === 401) {
    dialog.close();
    end();
  } else if (answer.problem) {
    clear(answer.problem);
  }
  return Boolean(answer.problem);
}

function clear(words) {
  known = null;
  by("article-name").textContent = words ? "Article" : "";
  by("article-release").hidden = by("article-kill").hidden = true;
  body.replaceChildren(...(words ? [make("p", "", words)] : []));
}

function follow(next) {
  before.push(waits ?? uri);
  by("article-name").focus();
  load(next);
}

function show(told) {
  known = told;
  const item = told.event?.item;
  title(item);
  by("article-kill").hidden = told.readers.state === "canceled";
  const now = make("p", `state ${told.readers.state}`, `Now: ${told.readers.words}.`);
  body.replaceChildren(
    ...[from(told), now, held(told), ...(item ? evidence(told.event) : []),
      versions(told), copies(told), story(told), trace(told)].filter(Boolean),
  );
  for (const each of told.missing) body.append(make("p", "more dim", each));
  body.append(make("p", "more dim", "Times in sentences are UTC."));
  if (!told.looked.whole) body.append(make("p", "bad", `${told.looked.words}.`));
}

function title(item) {
  const first = item?.headlines?.[0];
  const name = by("article-name");
  name.textContent = first?.value ?? "Article";
  name.dir = "auto";
  name.lang = first ? copy("", item.language).lang : "";
}

function from(told) {
  const { source, url } = told.event?.desk ?? {};
  const line = make("p", "more dim");
  line.append(...(source ? [make("bdi", "", source), " "] : []), make("code", "", told.uri));
  const page = address(url);
  if (page) line.append(" ", link(page, "its page"));
  return line;
}

// Opens another article in place of this one.
function leadsTo(next, words) {
  const button = make("button", "leads", words);
  button.type = "button";
  button.addEventListener("click", () => follow(next));
  return button;
}

function part(name, rows) {
  if (!rows.length) return null;
  const section = make("section");
  const list = make("ul", "falls");
  for (const each of rows) {
    const item = make("li");
    item.append(...each);
    list.append(item);
  }
  section.append(make("h3", "", name), list);
  return section;
}

// What of it readers do not have yet.
function held(told) {
  return part("Held", heldOf(told.uri).map((each) => {
    const button = make("button", "leads", "Read");
    button.type = "button";
    button.setAttribute("aria-label", "Read what is held");
    button.addEventListener("click", () => { before.push(uri); followHeld(each); });
    return [why(each), button];
  }));
}

function copies(told) {
  const rows = told.copies.map((each) => {
    const page = address(each.url);
    const open = leadsTo(each.uri, "Open");
    open.setAttribute("aria-label", `Open the copy of ${each.source}`);
    return [...share(each), " ", open, ...(page ? [" ", link(page, "its page")] : [])];
  });
  const { original } = told;
  if (original) {
    const open = leadsTo(original.uri, "Open");
    open.setAttribute("aria-label", "Open the original");
    rows.unshift(["It copies ", make("code", "", original.uri), `: ${original.readers.words} `, open]);
  }
  return part("Copies", rows);
}

function story(told) {
  const of = told.story;
  if (!of) return null;
  const words = [of.status, counted(of.articles, "article"), counted(of.reports, "independent report")];
  const head = [...(of.title ? [copy(of.title), " – "] : []), words.filter(Boolean).join(", "), " ", make("code", "", of.id)];
  const others = of.latest.filter((each) => each.uri !== told.uri).map((each) => {
    const open = leadsTo(each.uri, "Open");
    open.setAttribute("aria-label", `Open the article of ${each.source}`);
    return [make("b", "source", each.source), " ", make("code", "", each.uri), " ", open];
  });
  return part("Story", [head, ...others]);
}

const counted = (many, thing) => (many ? `${many} ${thing}${many > 1 ? "s" : ""}` : null);

function trace(told) {
  return part("Trace", told.trace.map((each) => [
    moment(each.time), " ", make("b", "", each.stage), ": ", copy(each.words), " ", make("code", "dim", each.place),
  ]));
}

by("article-close").addEventListener("click", () => dialog.close());
by("article-print").addEventListener("click", () => print());
by("article-back").addEventListener("click", () => {
  const last = before.pop();
  by("article-name").focus();
  if (typeof last === "string") load(last);
  else followHeld(last);
});
by("article-release").addEventListener("click", () => order("release", waits, why(waits)));
by("article-kill").addEventListener("click", () => {
  if (waits) {
    order("kill", waits, why(waits));
    return;
  }
  const item = known.event?.item;
  order("kill", {
    uri: known.uri, source: known.event?.desk.source, headline: item?.headlines?.[0]?.value, language: item?.language,
  });
});

// What an order changed is seen behind it.
export function reload() {
  if (dialog.open && waits !== null) loadHeld((asked += 1));
  else if (dialog.open && uri !== null) load(uri);
}

dialog.addEventListener("close", () => {
  if (dialog.open) return; // the event comes late: it is open again, for another article
  const key = opened;
  opened = uri = waits = null;
  before = [];
  asked += 1;
  clear("");
  // The entry may have been put anew meanwhile.
  if (document.activeElement === document.body) {
    document.querySelector(`:is(#wire, #older) > li[data-key="${key}"] .open`)?.focus();
  }
});
