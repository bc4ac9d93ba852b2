// The wire by words, language and source, which stand in the url's fragment; and by the keyboard. Own work, Apache-2.0.
import { by, make } from "./nodes.js";

const wire = by("wire");
const NAMES = ["words", "language", "source"];
const CHOICES = ["language", "source"];
let due = false;

const wanted = () => NAMES.map((name) => by(name).value.trim());
const texts = (entry, name) => [...entry.querySelectorAll(`.${name}`)].map((each) => each.textContent).filter(Boolean);

// A kill is never kept back: it may be of what was seen before.
function passes(entry, words, language, source) {
  if (entry.classList.contains("killed")) return true;
  if (language && !texts(entry, "language").some((each) => each === language || each.startsWith(`${language}-`))) return false;
  if (source && !texts(entry, "source").includes(source)) return false;
  const text = entry.textContent.toLowerCase();
  return words.every((each) => text.includes(each));
}

function apply() {
  due = false;
  for (const name of CHOICES) choices(name, by(name).value);
  const [words, language, source] = wanted();
  const lowered = words.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const entry of wire.children) {
    entry.hidden = !passes(entry, lowered, language, source);
    shown += entry.hidden ? 0 : 1;
  }
  const said = words || language || source ? `${shown} of ${wire.children.length} shown` : "";
  if (by("filtered").textContent !== said) by("filtered").textContent = said;
}

// What can be chosen: what stands on the wire, and what is chosen.
function choices(name, chosen) {
  const select = by(name);
  const found = new Set([...wire.children].flatMap((entry) => texts(entry, name)));
  if (chosen) found.add(chosen);
  const values = ["", ...[...found].sort()];
  if (values.join("\n") === [...select.options].map((each) => each.value).join("\n")) return;
  // A list that is open stays as it is.
  if (document.activeElement === select && chosen === select.value && select.options.length > 1) return;
  const options = values.map((value) => {
    const option = make("option", "", value || "any");
    option.value = value;
    return option;
  });
  select.replaceChildren(...options);
  select.value = chosen;
}

function soon() {
  if (due) return;
  due = true;
  requestAnimationFrame(apply);
}

function keep() {
  const values = wanted();
  const told = new URLSearchParams(NAMES.map((name, at) => [name, values[at]]).filter(([, value]) => value));
  history.replaceState(null, "", told.size ? `#${told}` : location.pathname);
  apply();
}

function read() {
  const hash = location.hash.slice(1);
  if (hash && !hash.includes("=")) return; // it leads to a place on the page
  const told = new URLSearchParams(hash);
  by("words").value = told.get("words") || "";
  for (const name of CHOICES) choices(name, told.get(name) || "");
  for (const name of CHOICES) by(name).value = told.get(name) || "";
  apply();
}

// j and k go down and up, o or Enter opens, and a slash leads to the words.
function move(step) {
  const seen = [...wire.children].filter((entry) => !entry.hidden);
  const at = seen.indexOf(document.activeElement.closest("#wire > li"));
  const next = at < 0 ? seen[0] : seen[at + step];
  if (!next) return;
  next.tabIndex = -1;
  next.focus();
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  o: () => document.activeElement.closest("#wire > li")?.querySelector(".open").click(),
  "/": () => by("words").focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select")) return;
  const key = event.key === "Enter" && event.target.matches("#wire > li") ? "o" : event.key;
  if (!Object.hasOwn(keys, key)) return;
  event.preventDefault();
  keys[key]();
});

by("filter").addEventListener("submit", (event) => event.preventDefault());
by("filter").addEventListener("input", keep);
addEventListener("hashchange", read);
new MutationObserver(soon).observe(wire, { childList: true, subtree: true });
read();
