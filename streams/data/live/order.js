// The dialog before an order: what it does is seen first, and it is sent only then. Own work, Apache-2.0.
import { ask } from "./editor.js";
import { by, copy, make } from "./nodes.js";

const dialog = by("order");
let meant = null; // the order that the dialog is about
let sending = false;

const counted = (many, one, more) => (many === 1 ? `1 ${one}` : `${many} ${more}`);

// Opens it. `article` has uri, source, headline and language, `why` is a node that says why it waits, if it does.
export function order(kind, article, why) {
  const mine = { kind, uri: article.uri };
  const about = [named(article), ...(why ? [why] : [])];
  if (kind === "kill") {
    present(mine, "Kill this article?", about, "Kill");
    preview(mine);
  } else {
    present(mine, "Release this article?", [...about, make("p", "", "Subscribers get it at once.")], "Release");
  }
}

function present(mine, name, about, word) {
  meant = mine;
  const kill = mine.kind === "kill";
  by("order-name").textContent = name;
  by("meant").replaceChildren(...about);
  by("order-said").replaceChildren();
  by("noted").hidden = !kill;
  by("note").disabled = !kill;
  by("note").value = "";
  by("back").textContent = "Go back";
  by("back").disabled = false;
  by("send").hidden = false;
  by("send").className = mine.kind;
  by("send").textContent = word;
  by("send").disabled = kill; // until it is seen what falls
  dialog.showModal();
  (kill ? by("note") : by("back")).focus();
}

function named(article) {
  const box = make("div", "named");
  const line = make("p", "headline");
  line.append(article.headline ? copy(article.headline, article.language) : "without a headline");
  const from = make("p", "more dim");
  from.append(make("bdi", "", article.source || ""), " ", make("code", "", article.uri));
  box.append(line, from);
  return box;
}

// The same for dead letters; `which` is a sentence that says which these are, where there are several.
export function redrive(letters, which) {
  const [first] = letters;
  const many = letters.length > 1;
  const about = many ? make("p", "", which) : named({ headline: first.subject || "without a subject", source: first.source, uri: first.letter });
  const where = [...new Set(letters.map((each) => each.died.split("/")[0]))].join(", ");
  const what = make("p", "", many
    ? `They go back to ${where}, each once, with their original bytes. What they died of may happen again.`
    : `It goes back to ${where}, with its original bytes. What it died of may happen again.`);
  present(
    { kind: "redrive", letters: letters.map((each) => each.letter) },
    many ? `Redrive ${letters.length} dead letters?` : "Redrive this dead letter?",
    [about, what],
    many ? `Redrive ${letters.length}` : "Redrive",
  );
}

async function preview(mine) {
  by("order-said").textContent = "Looking for its copies.";
  const answer = await ask(`/v1/articles/${encodeURIComponent(mine.uri)}`);
  if (meant !== mine) return;
  if (answer.problem) {
    say(problem(answer.problem));
    return;
  }
  const { copies, readers, looked } = answer.json;
  by("meant").append(make("p", "", `Now: ${readers.words}.`), falls(copies));
  if (!looked.whole) by("meant").append(make("p", "bad", `There may be more copies: ${looked.words}.`));
  by("meant").append(make("p", "", "A kill is for good."));
  by("order-said").replaceChildren();
  by("send").textContent = copies.length ? `Kill it and ${counted(copies.length, "copy", "copies")}` : "Kill it";
  by("send").disabled = false;
}

// The copies that are canceled with it.
function falls(copies) {
  const box = make("div");
  if (!copies.length) {
    box.append(make("p", "", "It has no copies."));
    return box;
  }
  box.append(make("p", "", `With it ${counted(copies.length, "copy is", "copies are")} canceled:`));
  const list = make("ul", "falls");
  for (const each of copies) {
    const item = make("li");
    item.append(...share(each));
    list.append(item);
  }
  box.append(list);
  return box;
}

// A copy: where it stands, what it says, and how much of it is the article's own text.
export function share(each) {
  return [
    make("b", "source", each.source), " ",
    ...(each.headline ? [copy(each.headline, each.language), " "] : []),
    ...(each.share ? [make("span", "dim", shares(each)), " "] : []),
    make("code", "", each.uri),
  ];
}

function shares(each) {
  const whole = `${Math.round(each.share * 100)} % of it is this text`;
  return each.shared ? `${whole}, ${Math.round(each.shared * 100)} % of this text is in it` : whole;
}

function problem(words) {
  return make("p", "bad", words);
}

function say(...nodes) {
  by("order-said").replaceChildren(...nodes);
}

async function send() {
  const mine = meant;
  sending = true;
  by("send").disabled = by("back").disabled = true;
  say("Sent. Waiting for the worker that carries it out.");
  const body = mine.kind === "kill" ? { ...mine, note: by("note").value.trim() } : mine;
  const answer = await ask("/v1/orders", body);
  sending = false;
  by("back").disabled = false;
  if (answer.problem) {
    by("send").disabled = false;
    say(problem(answer.problem));
    return;
  }
  by("noted").hidden = true;
  by("send").hidden = true;
  by("back").textContent = "Close";
  by("back").focus();
  say(...{ kill: killed, release: released, redrive: redriven }[mine.kind](answer.json));
}

function redriven(told) {
  const sent = make("p", "", told.sent.length ? `${counted(told.sent.length, "letter was", "letters were")} redriven:` : "Nothing was redriven.");
  const list = make("ul", "falls");
  for (const each of told.sent) {
    const item = make("li");
    item.append(make("code", "", each.letter), " lies at ", make("code", "", each.raw));
    list.append(item);
  }
  for (const each of told.stays) {
    const item = make("li");
    item.append(make("code", "", each.letter), ` stays: ${each.why}`);
    list.append(item);
  }
  return [sent, list];
}

function released(told) {
  return [make("p", "", told.still_held ? "Released. A doubtful version of it still waits." : "Released.")];
}

function killed(told) {
  if (!told.answered) {
    return [problem(`No worker has answered yet. The order stands at ${told.raw} and is carried out as soon as one runs.`)];
  }
  if (!told.canceled.length) return [make("p", "", "Killed. Subscribers had none of it.")];
  const list = make("ul", "falls");
  for (const uri of told.canceled) {
    const item = make("li");
    item.append(make("code", "", uri));
    list.append(item);
  }
  return [make("p", "", "Killed. Subscribers were told that this is canceled:"), list];
}

by("order-form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!by("send").disabled && !by("send").hidden) send();
});
by("back").addEventListener("click", () => dialog.close());
// What becomes of an order that was sent is to be seen.
dialog.addEventListener("cancel", (event) => { if (sending) event.preventDefault(); });
dialog.addEventListener("close", () => {
  if (sending) dialog.showModal();
  else if (!dialog.open) {
    // The event comes late: it may be open again, for another order.
    meant = null;
    by("meant").replaceChildren(); // it may name what only editors may see
    by("order-said").replaceChildren();
  }
});
