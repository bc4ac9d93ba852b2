// An article that an editor opens: what readers have, its versions, copies, story and trace. Own work, Apache-2.0.
import { ask } from "./editor.js";
import { by, copy, make, moment } from "./nodes.js";
import { order, share } from "./order.js";

const dialog = by("article");
const body = by("article-body");
let opened = null; // the key of the entry that it is about
let known = null; // what is known of it
let asked = 0;

// Opens the entry of the wire that has this key. `end` is called where the token is none any more.
export async function open(key, end) {
  opened = key;
  clear("Looking it up.");
  if (!dialog.open) dialog.showModal();
  by("article-close").focus();
  await load(end);
}

async function load(end) {
  const mine = (asked += 1);
  const found = await ask(`/v1/wire/${encodeURIComponent(opened)}`);
  const answer = found.problem ? found : await ask(`/v1/articles/${encodeURIComponent(found.json.uri)}`);
  if (mine !== asked || !dialog.open) return;
  if (answer.status === 401) {
    dialog.close();
    end();
  } else if (answer.problem) {
    clear(answer.problem);
  } else {
    show(answer.json);
  }
}

function clear(words) {
  known = null;
  by("article-name").textContent = words ? "Article" : "";
  by("article-kill").hidden = true;
  body.replaceChildren(...(words ? [make("p", "", words)] : []));
}

function show(told) {
  known = told;
  const item = told.event?.item;
  const title = item?.headlines?.[0];
  by("article-name").replaceChildren(title ? copy(title.value, item.language) : "Article");
  by("article-kill").hidden = told.readers.state === "canceled";
  const source = told.event?.desk.source;
  const from = make("p", "more dim");
  from.append(...(source ? [make("bdi", "", source), " "] : []), make("code", "", told.uri));
  body.replaceChildren(
    ...[from, make("p", "", `Now: ${told.readers.words}.`), text(item), versions(told), copies(told), story(told), trace(told)].filter(Boolean),
  );
  for (const each of told.missing) body.append(make("p", "more dim", each));
  body.append(make("p", "more dim", "Times in sentences are UTC."));
  if (!told.looked.whole) body.append(make("p", "bad", `${told.looked.words}.`));
}

function text(item) {
  const plain = item?.bodies?.find((each) => each.contentType === "text/plain");
  if (!plain) return null;
  const box = make("div", "text");
  box.tabIndex = 0; // it scrolls, by the keyboard, too
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Text");
  for (const each of plain.value.split(/\n+/)) {
    if (!each.trim()) continue;
    const paragraph = make("p", "", each);
    paragraph.dir = "auto";
    paragraph.lang = copy("", item.language).lang;
    box.append(paragraph);
  }
  return box;
}

function part(name, nodes) {
  const section = make("section");
  section.append(make("h3", "", name));
  const list = make("ul", "falls");
  for (const each of nodes) {
    const item = make("li");
    item.append(...each);
    list.append(item);
  }
  section.append(list);
  return section;
}

function versions(told) {
  const rows = told.versions.map((each) => [moment(each.came), " ", make("b", "", each.name), ": ", copy(each.words)]);
  if (told.repeats) rows.push([told.repeats === 1 ? "sent again once" : `sent again ${told.repeats} times`]);
  return rows.length ? part("Versions", rows) : null;
}

function copies(told) {
  const rows = told.copies.map((each) => share(each));
  if (told.original) rows.unshift(["It copies ", make("code", "", told.original.uri), `: ${told.original.readers.words}`]);
  return rows.length ? part("Copies", rows) : null;
}

function story(told) {
  const of = told.story;
  if (!of) return null;
  const words = [of.status, of.articles && `${of.articles} articles`, of.reports && `${of.reports} independent reports`];
  return part("Story", [[...(of.title ? [copy(of.title), " "] : []), words.filter(Boolean).join(", "), " ", make("code", "", of.id)]]);
}

function trace(told) {
  const rows = told.trace.map((each) => [
    moment(each.time), " ", make("b", "", each.stage), ": ", copy(each.words), " ", make("code", "dim", each.place),
  ]);
  return rows.length ? part("Trace", rows) : null;
}

by("article-close").addEventListener("click", () => dialog.close());
by("article-kill").addEventListener("click", () => {
  const item = known.event?.item;
  order("kill", {
    uri: known.uri, source: known.event?.desk.source, headline: item?.headlines?.[0]?.value, language: item?.language,
  });
});

// What an order changed is seen behind it.
export function reload(end) {
  if (dialog.open) load(end);
}

dialog.addEventListener("close", () => {
  if (dialog.open) return; // the event comes late: it is open again, for another article
  const key = opened;
  opened = null;
  asked += 1;
  clear("");
  // The entry may have been put anew meanwhile.
  if (document.activeElement === document.body) {
    [...by("wire").children].find((each) => each.dataset.key === key)?.querySelector(".open").focus();
  }
});
