// The versions of an article: what each was, the bytes that it came as, and any two of them word by word. Own work, Apache-2.0.
import { ask, download } from "./editor.js";
import { copy, make, moment } from "./nodes.js";

const FOLDED = 3; // so many paragraphs in a row that stayed are folded

// The section. Only what readers were given can be compared or fetched, and only while they may have the article.
export function versions(told) {
  if (!told.versions.length) return null;
  const section = make("section", "versions");
  const list = make("ul", "falls");
  const all = inOrder(told);
  const out = told.event ? all.filter((each) => each.kind === "published") : [];
  const shown = make("div", "diff");
  for (const each of all) list.append(row(each, told, out, shown));
  if (told.repeats) list.append(make("li", "", told.repeats === 1 ? "sent again once" : `sent again ${told.repeats} times`));
  section.append(make("h3", "", "Versions"), list);
  if (out.length > 1) section.append(chooser(told, out, shown), shown);
  return section;
}

// As readers were given them, which need not be as they came.
function inOrder(told) {
  const given = (each) => told.trace.find((step) => step.kind === "published" && step.raw === each.raw)?.time ?? each.came;
  return told.versions.map((each) => [Date.parse(given(each)), each]).sort((one, other) => one[0] - other[0]).map((each) => each[1]);
}

function row(each, told, out, shown) {
  const item = make("li");
  item.append(moment(each.came), " ", make("b", "", each.name), ": ", copy(each.words), " ");
  const at = out.indexOf(each);
  if (at > 0) item.append(button("What changed", `What changed with ${each.name}`, () => compare(told.uri, out, at - 1, at, shown)), " ");
  if (at >= 0) item.append(raw(told.uri, each));
  return item;
}

function button(words, label, pressed) {
  const node = make("button", "leads", words);
  node.type = "button";
  node.setAttribute("aria-label", label);
  node.addEventListener("click", pressed);
  return node;
}

// Fetches the bytes that a version came as, for the disk.
function raw(uri, each) {
  const box = make("span");
  const said = make("span", "bad");
  said.setAttribute("role", "status");
  const get = button("Raw bytes", `Raw bytes of ${each.name}, ${each.raw}`, async () => {
    get.disabled = true;
    said.textContent = "";
    const name = `${each.raw.split("#")[0].replace(/[^\w.-]/g, "-")}.bin`;
    said.textContent = await download(`/v1/raw?${new URLSearchParams({ uri, raw: each.raw })}`, name);
    get.disabled = false;
    if (document.activeElement === document.body) get.focus();
  });
  box.append(get, " ", said);
  return box;
}

function chooser(told, out, shown) {
  const form = make("form", "chooser");
  const choice = (words, chosen) => {
    const label = make("label", "", `${words} `);
    const select = make("select");
    out.forEach((_, number) => select.append(new Option(called(out, number), String(number), false, number === chosen)));
    label.append(select);
    form.append(label, " ");
    return select;
  };
  const [old, now] = [choice("From", out.length - 2), choice("to", out.length - 1)];
  const send = make("button", "", "Compare");
  form.append(send);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    compare(told.uri, out, Number(old.value), Number(now.value), shown);
  });
  return form;
}

// Versions may have no number of their own.
const called = (out, number) => `${number + 1}. ${out[number].name}`;

async function compare(uri, out, before, after, shown) {
  shown.setAttribute("aria-busy", "true");
  shown.replaceChildren(make("p", "", "Comparing."));
  const mine = (shown.asked = (shown.asked ?? 0) + 1);
  const answer = await ask(`/v1/diff?${new URLSearchParams({ uri, before: out[before].raw, after: out[after].raw })}`);
  if (mine !== shown.asked || !shown.isConnected) return;
  shown.removeAttribute("aria-busy");
  if (answer.problem) shown.replaceChildren(make("p", "bad", answer.problem));
  else shown.replaceChildren(...differs(answer.json, called(out, before), called(out, after)));
  shown.firstElementChild.tabIndex = -1;
  shown.firstElementChild.focus();
}

// Two versions word by word, with what they are called.
export function differs(diff, before, after) {
  const head = make("h4");
  head.append("From ", make("b", "", before), " of ", moment(diff.before.at), " to ", make("b", "", after), " of ", moment(diff.after.at));
  const places = diff.changes === 1 ? "1 place differs" : `${diff.changes} places differ`;
  const numbers = diff.numbers ? `, in ${diff.numbers} of them a number or a date` : "";
  const count = make("p", "", diff.changes ? `${places}${numbers}.` : "Both read the same.");
  const nodes = [head, count];
  if (!diff.whole) nodes.push(make("p", "dim", "A part is too long to be compared word by word: it stands deleted and inserted whole."));
  if (!diff.changes) return nodes;
  nodes.push(legend());
  if (diff.headline.some((each) => each.kind !== "equal")) nodes.push(line("p", "headline", diff.headline, diff.language));
  nodes.push(...folded(diff.paragraphs.map((each) => [paragraph(each, diff.language), stayed(each)])));
  return nodes;
}

function legend() {
  const node = make("p", "legend");
  node.append(make("del", "", "deleted"), " ", make("ins", "", "inserted"), " ", make("ins", "number", "a number or a date"));
  return node;
}

function line(tag, className, runs, language) {
  const node = make(tag, className);
  node.dir = "auto";
  node.lang = copy("", language).lang;
  node.append(...runs.map(run));
  return node;
}

// A change is told to those who listen, too.
function run(each) {
  if (each.kind === "equal") return each.text;
  const node = make(each.kind === "deleted" ? "del" : "ins", each.number ? "number" : "");
  const words = each.text.trimEnd();
  node.append(make("span", "unseen", `${each.kind}${each.number ? " number" : ""}: `), words, make("span", "unseen", ", end; "));
  const around = document.createDocumentFragment();
  around.append(node, each.text.slice(words.length));
  return around;
}

const stayed = (each) => each.end === "equal" && each.runs.every((run) => run.kind === "equal");

function paragraph(each, language) {
  const node = line("p", "", each.runs, language);
  // Where all of a paragraph came or went, its end did so, too; else two were joined, or one was parted.
  if (each.end !== "equal" && each.runs.some((run) => run.kind !== each.end)) {
    const end = make(each.end === "deleted" ? "del" : "ins", "", "¶");
    end.title = each.end === "deleted" ? "the end of a paragraph was deleted" : "a new paragraph begins";
    node.append(end);
  }
  return node;
}

function folded(paragraphs) {
  const nodes = [];
  let row = [];
  const put = () => {
    if (row.length > FOLDED) {
      const details = make("details");
      details.append(make("summary", "", `${row.length} paragraphs stayed`), ...row);
      row = [details];
    }
    nodes.push(...row);
    row = [];
  };
  for (const [node, same] of paragraphs) {
    if (same) row.push(node);
    else {
      put();
      nodes.push(node);
    }
  }
  put();
  return nodes;
}
