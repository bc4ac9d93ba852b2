// What an editor does on the page: signs in, sees what is held, lets it out, kills. Own work, Apache-2.0.
import { open, openUri, read, reload } from "./article.js";
import { ask, enter, isEditor, leave } from "./editor.js";
import { again, watch } from "./letters.js";
import { by, copy, make, until } from "./nodes.js";
import { order } from "./order.js";
import { keep, why } from "./waiting.js";

const AGAIN = 10000; // ms between two looks at what is held, while the page is seen
let shown = ""; // what of the list stands on the page, as JSON
let looks = 0;

function show() {
  const editor = isEditor();
  by("enter").hidden = editor;
  by("leave").hidden = !editor;
  by("desk").hidden = !editor;
  document.body.classList.toggle("editor", editor);
  if (!editor) {
    // What only editors may see goes with him.
    shown = "";
    keep([]);
    by("waits").replaceChildren();
    by("none").hidden = false;
    by("none").textContent = "Reading what is held.";
    by("desk-problem").textContent = "";
  }
}

function ask_token(open) {
  by("sign-in").hidden = !open;
  by("enter").setAttribute("aria-expanded", String(open));
  by("token").value = "";
  by("refused").textContent = "";
  if (open) by("token").focus();
}

async function look() {
  if (!isEditor()) return;
  const mine = (looks += 1);
  const answer = await ask("/v1/held");
  if (mine !== looks || !isEditor()) return;
  if (answer.status === 401) {
    end("This token is no longer that of an editor.");
    return;
  }
  by("desk-problem").textContent = answer.problem;
  if (!answer.problem) list(answer.json.held);
}

function end(why) {
  leave();
  show();
  ask_token(true);
  by("refused").textContent = why;
}

function list(held) {
  keep(held);
  const now = JSON.stringify(held);
  if (now === shown) return;
  shown = now;
  const focused = document.activeElement?.closest("#waits button");
  const [raw, kind] = focused ? [focused.dataset.raw, focused.dataset.kind] : [];
  by("waits").replaceChildren(...held.map(row));
  by("none").hidden = held.length > 0;
  by("none").textContent = "Nothing waits.";
  if (!focused) return;
  const same = [...by("waits").querySelectorAll("button")].find(
    (each) => each.dataset.raw === raw && each.dataset.kind === kind,
  );
  (same || by("desk-name")).focus();
}

function row(each) {
  const item = make("li");
  const line = make("p", "headline");
  line.append(each.headline ? copy(each.headline, each.language) : "without a headline");
  const from = make("p", "more dim");
  from.append(make("bdi", "", each.source), ", since ", until(each.since), ", ", make("code", "", each.uri));
  const buttons = make("p", "buttons");
  for (const [kind, word] of [["read", "Read"], ["release", "Release"], ["kill", "Kill"]]) {
    const button = make("button", kind, word);
    button.type = "button";
    button.dataset.raw = each.raw;
    button.dataset.kind = kind;
    button.setAttribute("aria-label", `${word}: ${each.headline || each.uri}`);
    button.addEventListener("click", () => (kind === "read" ? read(each, look) : order(kind, each, why(each))));
    buttons.append(button);
  }
  item.append(line, why(each), from, buttons);
  return item;
}

by("enter").addEventListener("click", () => ask_token(by("sign-in").hidden));

by("sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  by("try").disabled = true;
  by("refused").textContent = "";
  const answer = await enter(by("token").value.trim());
  by("try").disabled = false;
  if (answer.problem) {
    by("refused").textContent = answer.problem;
    by("token").focus();
    return;
  }
  ask_token(false);
  show();
  list(answer.json.held);
  by("desk-name").focus();
});

by("leave").addEventListener("click", () => {
  leave();
  show();
  by("enter").focus();
});

by("order").addEventListener("close", () => {
  look();
  reload();
  again();
  if (document.activeElement === document.body) by("desk-name").focus();
});

// A click anywhere on an entry opens it, but for what has a meaning of its own, and for words that are marked.
function choose(event) {
  const entry = event.target.closest(":is(#wire, #older) > li");
  const own = event.target.closest("a, summary, details, button");
  if (!isEditor() || !entry || (own && !own.matches(".open")) || (!own && String(getSelection()))) return;
  open(entry.dataset.key, look);
}

for (const list of ["wire", "older"]) by(list).addEventListener("click", choose);

// A uri in place of words: the article itself, however old it is.
by("text").addEventListener("keydown", (event) => {
  const uri = by("text").value.trim();
  if (event.key !== "Enter" || event.isComposing || !isEditor() || !/^[a-z][a-z0-9+.-]*:\S+$/i.test(uri)) return;
  event.preventDefault();
  openUri(uri, look);
});

setInterval(() => { if (document.visibilityState === "visible") look(); }, AGAIN);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") look(); });
watch(look);
show();
look();
