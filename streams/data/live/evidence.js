// The text of an article with the values that were read in it: where, of what kind, by which rule. Own work, Apache-2.0.
import { copy, make } from "./nodes.js";

const HEADLINE = -1; // as `paragraph` of evidence

// Nodes: the text, with a mark where a value was read, under which it is told, and the table of all values.
export function evidence(event) {
  const { item, desk } = event;
  const values = [...read(desk), ...told(item, desk)];
  const plain = item.bodies?.find((each) => each.contentType === "text/plain");
  const nodes = plain ? [text(plain.value.split("\n\n"), item.language, values)] : [];
  if (values.length) nodes.push(table(values));
  return nodes;
}

const counted = (each) => (each.mentions > 1 ? `, ${each.mentions} times` : "");

// What enrich read in the text: `at` is its evidence.
function read(desk) {
  const found = [];
  const add = (kind, value, at, more = "") => found.push({ kind, value, at, rule: at.rule, score: at.score, more });
  const known = (each) => {
    if (each.identity) add("authority", `${each.identity.name} ${each.identity.uri}`, each.identity.evidence);
  };
  if (desk.dateline) {
    const { place, agency, date } = desk.dateline;
    add("dateline", [place, agency, date].filter(Boolean).join(", "), desk.dateline.evidence);
  }
  for (const each of desk.places ?? []) {
    const name = each.kind === "country" ? each.name : `${each.name}, ${each.country}`;
    add(each.kind, name, each.evidence, (each.located ? ", where it was written" : "") + counted(each));
    known(each);
  }
  for (const each of desk.people ?? []) {
    add("person", [each.title, each.name].filter(Boolean).join(" "), each.evidence, counted(each));
    known(each);
  }
  for (const each of desk.organisations ?? []) {
    add("organisation", each.name, each.evidence, (each.symbol ? `, ${each.symbol}` : "") + counted(each));
    known(each);
  }
  for (const each of desk.quotes ?? []) add("quote", each.speaker ? `said by ${each.speaker}` : "nobody is named", each.evidence);
  return found;
}

// What was read elsewhere, or in all of it.
function told(item, desk) {
  const found = [];
  const add = (kind, value, rule, score = null) => { if (value) found.push({ kind, value, rule, score, more: "" }); };
  const { verdict, hold } = desk;
  add("signal", verdict.signal, "decide");
  if (hold) add("hold", [hold.reason, hold.until && `until ${hold.until}`, hold.words && `“${hold.words}”`].filter(Boolean).join(", "), "clean");
  if (item.embargoedUntil) add("embargo", item.embargoedUntil, "the sender");
  if (desk.embargo_words) add("embargo", `“${desk.embargo_words}”`, "the copy");
  add("uri", item.uri, desk.uri_by ?? "");
  add("source", desk.source, desk.source_by ?? "the envelope");
  add("language", item.language, desk.language_guess ? "a guess" : "the text, or the sender");
  for (const each of item.subjects ?? []) {
    const topic = (desk.topics ?? []).find((one) => one.uri === each.uri && each.creator === "copydesk");
    const words = topic?.words?.length ? `: ${topic.words.join(", ")}` : "";
    add("subject", each.name || each.uri, topic ? topic.rule + words : each.creator || "the sender", topic?.score ?? null);
  }
  for (const each of desk.keywords ?? []) add("keyword", each.term, "tf-idf", each.score);
  return found;
}

const sentence = (each) => `${each.kind}: ${each.value}${each.more} – ${rule(each)}`;
const rule = (each) => (each.at ? `rule ${each.rule}` : each.rule || "nobody says") + (each.score === null || each.score === undefined ? "" : `, ${Math.round(each.score * 100)} %`);

function text(paragraphs, language, values) {
  const section = make("div", "reading");
  const said = make("p", "said");
  said.setAttribute("role", "status");
  const box = make("div", "text");
  box.tabIndex = 0; // it scrolls, by the keyboard, too
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Text");
  const marks = values.filter((each) => each.at && each.at.paragraph !== HEADLINE);
  paragraphs.forEach((words, number) => {
    const paragraph = make("p");
    paragraph.dir = "auto";
    paragraph.lang = copy("", language).lang;
    paragraph.append(...marked(words, marks.filter((each) => each.at.paragraph === number)));
    box.append(paragraph);
  });
  section.append(box, said);
  if (box.querySelector("mark")) listen(box, said);
  return section;
}

// A paragraph in pieces: each that has values is a mark. Values may stand in one another, as a person in a quotation.
function marked(words, values) {
  const at = places(words);
  const spans = values.map((value) => ({ value, start: at(value.at.start), end: at(value.at.end) })).filter((each) => each.start < each.end);
  const cuts = [...new Set([0, words.length, ...spans.flatMap((each) => [each.start, each.end])])].sort((one, other) => one - other);
  return cuts.slice(0, -1).map((start, number) => {
    const piece = words.slice(start, cuts[number + 1]);
    const here = spans.filter((each) => each.start <= start && start < each.end).map((each) => each.value);
    if (!here.length) return piece;
    const mark = make("mark", here.some((each) => each.kind !== "quote") ? "value" : "value quote", piece);
    mark.tabIndex = -1;
    mark.values = here;
    return mark;
  });
}

// Evidence counts characters, and a script's strings count halves of some.
function places(words) {
  if (!/[\ud800-\udfff]/.test(words)) return (place) => Math.min(Math.max(place, 0), words.length);
  const found = [0];
  for (const each of words) found.push(found[found.length - 1] + each.length);
  return (place) => found[Math.min(Math.max(place, 0), found.length - 1)];
}

// A value is told under the pointer and under the focus: Tab leads to the first mark, the arrows along them.
function listen(box, said) {
  const marks = [...box.querySelectorAll("mark")];
  marks[0].tabIndex = 0;
  const idle = marks.length === 1 ? "1 place was read: point at it, or Tab to it."
    : `${marks.length} places were read: point at one, or Tab to the first and go on with the arrow keys.`;
  said.textContent = idle;
  const say = (mark) => {
    for (const each of marks) each.classList.toggle("lit", mark !== null && each.values.some((value) => mark.values.includes(value)));
    said.textContent = mark ? mark.values.map(sentence).join("; ") : idle;
  };
  const settle = () => say(box.contains(document.activeElement) && document.activeElement.matches("mark") ? document.activeElement : null);
  box.addEventListener("pointerover", (event) => { const mark = event.target.closest("mark"); if (mark) say(mark); else settle(); });
  box.addEventListener("pointerleave", settle);
  box.addEventListener("focusin", (event) => { if (event.target.matches("mark")) { stop(event.target); say(event.target); } });
  box.addEventListener("focusout", () => say(null));
  const stop = (mark) => { for (const each of marks) each.tabIndex = each === mark ? 0 : -1; };
  box.addEventListener("keydown", (event) => {
    const at = marks.indexOf(event.target);
    if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const along = getComputedStyle(event.target).direction === "rtl" ? -1 : 1;
    const to = { ArrowRight: at + along, ArrowLeft: at - along, Home: 0, End: marks.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    marks[Math.min(Math.max(to, 0), marks.length - 1)].focus();
  });
}

function table(values) {
  const details = make("details", "values");
  const node = make("table");
  const head = make("thead");
  const names = make("tr");
  for (const each of ["Kind", "Value", "Who says so"]) {
    const cell = make("th", "", each);
    cell.scope = "col";
    names.append(cell);
  }
  head.append(names);
  const rows = make("tbody");
  for (const each of values) {
    const row = make("tr");
    const value = make("td");
    value.append(copy(each.value), each.more);
    row.append(make("td", "dim", each.kind), value, make("td", "", rule(each)));
    rows.append(row);
  }
  node.append(head, rows);
  details.append(make("summary", "", values.length === 1 ? "1 value" : `${values.length} values, and who says so`), node);
  return details;
}
