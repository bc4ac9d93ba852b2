// The dead letters behind a reason, for editors: what each is, and back to where it died. Own work, Apache-2.0.
import { ask } from "./editor.js";
import { by, make, moment } from "./nodes.js";
import { redrive } from "./order.js";

const MOST = 200; // letters of one order
const HOUR = 3600000; // ms
const dialog = by("letters-of");
const rows = by("letters").tBodies[0];
let reason = null; // of what the letters died that are seen
let since = 0; // ms since 1970: those that died then or later
let asked = 0;
let end = () => {}; // is called where the token is none any more
let focused = null; // the reason of the button that has the focus

// `ended` is called where the token is none any more.
export function watch(ended) {
  end = ended;
  new MutationObserver(buttons).observe(rows, { childList: true });
  buttons();
}

// The rows of the column are put anew with each figure: each gets its button again.
function buttons() {
  for (const row of rows.rows) {
    if (row.querySelector(".look")) continue;
    const name = row.querySelector("code").textContent;
    const button = make("button", "look", "Look");
    button.type = "button";
    button.dataset.reason = name;
    button.setAttribute("aria-label", `Look at the dead letters: ${name}`);
    row.cells[row.cells.length - 1].append(button);
    if (name === focused && document.activeElement === document.body) button.focus();
  }
}

rows.addEventListener("focusin", (event) => { focused = event.target.dataset.reason ?? null; });
document.addEventListener("focusin", (event) => { if (!rows.contains(event.target)) focused = null; });
rows.addEventListener("click", (event) => {
  const button = event.target.closest(".look");
  if (!button) return;
  reason = button.dataset.reason;
  since = Date.now() - HOUR;
  by("letters-of-name").textContent = `Dead letters: ${reason}`;
  say("Reading them.");
  dialog.showModal();
  by("letters-of-name").focus();
  load();
});

function say(...nodes) {
  by("letters-said").replaceChildren(...nodes);
  by("letters-list").replaceChildren();
  by("letters-all").hidden = true;
}

async function load() {
  const mine = (asked += 1);
  const answer = await ask(`/v1/dead?${new URLSearchParams({ reason, since: new Date(since).toISOString() })}`);
  if (mine !== asked || !dialog.open) return;
  if (answer.status === 401) {
    dialog.close();
    end();
  } else if (answer.problem) {
    say(make("p", "bad", answer.problem));
  } else {
    show(answer.json.letters);
  }
}

function show(letters) {
  const going = letters.filter((each) => each.stays === null);
  const hours = Math.round((Date.now() - since) / HOUR);
  const within = hours > 1 ? `the last ${hours} hours` : "the last hour";
  say(make("p", "", `${letters.length === 1 ? "1 letter" : `${letters.length} letters`} of ${within}, ${going.length} that can be redriven.`));
  by("letters-list").replaceChildren(...letters.map(row));
  const all = by("letters-all");
  const first = going.slice(-MOST); // those that died first
  all.hidden = first.length < 2;
  all.textContent = first.length < going.length ? `Redrive the first ${first.length} …` : `Redrive all ${first.length} …`;
  all.onclick = () => redrive(first, `All that died as ${reason} in ${within}.`);
  by("letters-day").hidden = hours > 1;
  if (document.activeElement === document.body) by("letters-of-name").focus();
}

function row(each) {
  const item = make("li");
  const line = make("p", "headline");
  line.append(make("bdi", "", each.subject || "without a subject"));
  const why = make("p", "more");
  why.append(moment(each.at), ` in ${each.stage}`, ...(each.detail ? [": ", make("bdi", "", each.detail)] : []));
  const from = make("p", "more dim");
  const times = each.attempts > 1 ? `, died ${each.attempts} times` : "";
  from.append(make("bdi", "", each.source), `, ${each.size} bytes${times}, `, make("code", "", each.letter), ", died at ", make("code", "", each.died));
  item.append(line, why, from);
  if (each.stays !== null) {
    item.append(make("p", "more", `It stays: ${each.stays}.`));
    return item;
  }
  const buttons = make("p", "buttons");
  const button = make("button", "redrive", "Redrive …");
  button.type = "button";
  button.setAttribute("aria-label", `Redrive: ${each.subject || each.letter}`);
  button.addEventListener("click", () => redrive([each]));
  buttons.append(button);
  item.append(buttons);
  return item;
}

by("letters-close").addEventListener("click", () => dialog.close());
by("letters-day").addEventListener("click", () => {
  since = Date.now() - 24 * HOUR;
  say("Reading them.");
  load();
});

// What an order changed is seen behind it.
export function again() {
  if (dialog.open) load();
}

dialog.addEventListener("close", () => {
  asked += 1;
  say();
  if (document.activeElement === document.body) [...rows.querySelectorAll(".look")].find((each) => each.dataset.reason === reason)?.focus();
});
