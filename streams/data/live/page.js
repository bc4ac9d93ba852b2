// The live page: what the worker sends is put into the page as text, never as markup. Own work, Apache-2.0.
import { by, clock, copy, make, time, until } from "./nodes.js";

(() => {
  const LINGER = 5000; // ms between two sentences to those who listen instead of look
  const AGAIN = 3000; // ms before a connection that was refused is tried again
  const QUIET = 40000; // ms without a sign of life, of which there should be one each 15 s
  const KEPT = 500; // events that are kept while the page is paused
  const wire = by("wire");
  const entries = new Map(); // key -> {at, node, kind}
  const stories = new Map(); // key of a story -> what is told of it
  const storyOf = new Map(); // key of an article -> key of its story
  let stream = null;
  let paused = false;
  let waiting = []; // what came while the page was paused
  let overflown = false; // more came than is kept: then all of it is asked for anew
  let heard = [];
  let speaking = null;

  function address(url) {
    try {
      const parsed = new URL(url);
      return parsed.protocol === "https:" || parsed.protocol === "http:" ? parsed.href : null;
    } catch {
      return null;
    }
  }

  function headline(entry) {
    const text = copy(entry.headline, entry.language);
    const href = entry.url ? address(entry.url) : null;
    if (href === null) return text;
    const link = make("a");
    link.href = href;
    link.rel = "noopener noreferrer";
    link.referrerPolicy = "no-referrer";
    link.target = "_blank";
    link.append(text);
    return link;
  }

  function copies(entry, open) {
    const details = make("details", "copies");
    details.open = open;
    const count = entry.copied === 1 ? "1 copy" : `${entry.copied} copies`;
    const sources = [...new Set(entry.copies.map((each) => each.source))].join(", ");
    details.append(make("summary", "", `${count}: ${sources}`));
    const list = make("ul");
    for (const each of entry.copies) {
      const item = make("li", each.killed ? "killed" : "");
      item.append(time(each.at, clock), " ", make("span", "source", each.source), " ");
      if (each.killed) item.append(make("b", "mark kill", "killed"), " ");
      if (each.headline) item.append(copy(each.headline, each.language), " ");
      if (each.alike) item.append(make("span", "dim", each.alike === 100 ? "the same text" : `${each.alike} % alike`));
      list.append(item);
    }
    if (entry.copied > entry.copies.length) {
      list.append(make("li", "dim", `and ${entry.copied - entry.copies.length} before`));
    }
    details.append(list);
    return details;
  }

  const mayShow = (key) => !entries.has(key) || entries.get(key).kind === "out";

  // The other articles that tell a story; the copies of this one are folded under it already.
  const others = (key, story) => story.tellings.filter((each) => each.key !== key && each.of !== key);

  // The story that an article tells: the fold has the other articles that tell it.
  function fold(key, story, open) {
    const details = make("details", "story");
    details.open = open;
    const summary = make("summary");
    const reports = story.reports === 1 ? "1 independent report" : `${story.reports} independent reports`;
    summary.append(`told by ${story.articles} articles, ${reports}`);
    // The title is the headline of one of them.
    const gone = story.tellings.some((each) => each.headline === story.title && !mayShow(each.key));
    if (story.title && !gone) summary.append(": ", copy(story.title));
    const list = make("ul");
    for (const each of others(key, story)) {
      const item = make("li");
      item.append(time(each.at, clock), " ", make("span", "source", each.source), " ");
      if (each.headline && mayShow(each.key)) item.append(copy(each.headline, each.language));
      list.append(item);
    }
    const before = story.articles - story.tellings.length;
    if (before > 0) list.append(make("li", "dim", `and ${before} before`));
    details.append(summary, list);
    return details;
  }

  function refold(key) {
    const entry = entries.get(key);
    if (!entry) return;
    const body = entry.node.querySelector(".copy");
    const before = body.querySelector("details.story");
    const story = stories.get(storyOf.get(key));
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

  function putStory(story) {
    const touched = new Set((stories.get(story.key)?.tellings || []).map((each) => each.key));
    if (story.tellings.length) {
      stories.set(story.key, story);
      for (const each of story.tellings) {
        storyOf.set(each.key, story.key);
        touched.add(each.key);
      }
    } else {
      stories.delete(story.key);
    }
    // An article that is no longer among the newest of its story still tells it.
    for (const [key, of] of storyOf) {
      if (of !== story.key) continue;
      if (entries.has(key)) touched.add(key);
      else if (!touched.has(key)) storyOf.delete(key);
    }
    for (const key of touched) refold(key);
  }

  const KINDS = {
    waiting: "copies of what is held back",
    unknown: "copies of an article that is not on this page",
    withdrawn: "withheld until further notice",
    killed: "killed: must not be used",
  };

  function body(entry, unfolded) {
    const node = make("div", "copy");
    const line = make("p", "headline");
    for (const mark of entry.marks || []) line.append(make("b", `mark ${mark.replace(/[^a-z]/g, "-")}`, mark), " ");
    if (entry.kind === "held") {
      line.append("held ", ...(entry.until ? ["until ", until(entry.until)] : []), ` (${entry.why})`);
    } else if (entry.kind === "killed" && entry.headline) {
      const gone = make("s");
      gone.append(copy(entry.headline, entry.language));
      line.append(gone);
    } else if (entry.kind === "out") {
      line.append(headline(entry));
    } else {
      line.append(KINDS[entry.kind]);
    }
    if (entry.place) {
      const place = make("span", "aside", entry.place);
      place.title = entry.from ? "where it was written" : "a place that it mentions";
      line.append(" ", place);
    }
    for (const each of entry.notes || []) line.append(" ", make("span", "aside", each));
    // Seen by editors alone, see page.css; to all others it would answer nothing.
    const open = make("button", "open", "Open");
    open.type = "button";
    open.setAttribute("aria-label", `Open: ${entry.headline || entry.why || KINDS[entry.kind] || ""}`);
    line.append(" ", open);
    node.append(line);
    const details = [...(entry.words ? [entry.words] : []), ...(entry.changes || [])];
    if (details.length) {
      const more = make("p", "more");
      details.forEach((each, at) => more.append(...(at ? [" · "] : []), copy(each)));
      node.append(more);
    }
    if (entry.copies) node.append(copies(entry, unfolded));
    return node;
  }

  function put(entry) {
    const before = entries.get(entry.key);
    const open = before?.node.querySelector("details.copies")?.open === true;
    const unfolded = before?.node.querySelector("details.story")?.open === true;
    const focused = before?.node.querySelector(".open") === document.activeElement;
    const stands = before?.node === document.activeElement; // by the keyboard, see filter.js
    const node = make("li", entry.kind);
    const from = make("p", "from");
    from.append(time(entry.at, clock), " ", make("span", "source", entry.source || ""), " ");
    from.append(make("span", "language", entry.language || ""));
    node.append(from, body(entry, open));
    if (before && before.at === entry.at) {
      before.node.replaceWith(node);
    } else {
      before?.node.remove();
      let next = wire.firstElementChild;
      while (next && Number(next.dataset.at) > entry.at) next = next.nextElementSibling;
      wire.insertBefore(node, next);
    }
    node.dataset.at = String(entry.at);
    node.dataset.key = entry.key;
    entries.set(entry.key, { at: entry.at, node, kind: entry.kind });
    const story = stories.get(storyOf.get(entry.key));
    if (story) {
      // What became of one article is seen in the folds of the others, too.
      for (const each of story.tellings) refold(each.key);
      refold(entry.key);
      if (unfolded) node.querySelector("details.story")?.setAttribute("open", "");
    }
    if (focused && before) node.querySelector(".open").focus();
    if (stands && before) {
      node.tabIndex = -1;
      node.focus();
    }
    return !before || before.at !== entry.at;
  }

  function gone(key) {
    entries.get(key)?.node.remove();
    entries.delete(key);
  }

  // For those who listen: not every line, but every few seconds how many came, and the last one.
  function say(entry) {
    if (entry.kind === "held") return;
    heard.push([...(entry.marks || []), entry.headline || KINDS[entry.kind] || ""].join(": "));
    speaking ??= setTimeout(() => {
      const many = heard.length > 1 ? `${heard.length} new on the wire, the last one: ` : "";
      by("said").textContent = many + heard[heard.length - 1];
      heard = [];
      speaking = null;
    }, LINGER);
  }

  const handlers = {
    all(list) {
      entries.clear();
      stories.clear();
      storyOf.clear();
      wire.replaceChildren();
      for (const entry of list) put(entry);
    },
    stories(list) {
      for (const story of list) putStory(story);
    },
    story: putStory,
    entry(entry) {
      if (put(entry)) say(entry);
    },
    gone(told) {
      gone(told.key);
    },
  };

  function take(name, data) {
    if (paused) {
      if (name === "all") waiting = [];
      waiting.push([name, data]);
      if (waiting.length > KEPT) {
        overflown = true;
        waiting.shift();
      }
      state();
      return;
    }
    handlers[name](data);
    by("empty").hidden = entries.size > 0;
  }

  const seconds = (value) =>
    value === null ? "–" : value < 10 ? `${value.toFixed(2)} s` : value < 600 ? `${Math.round(value)} s` : `${Math.round(value / 60)} min`;

  function figures(told) {
    // What is not known is no number.
    const count = (name) =>
      told[name] === null ? "–" : (told.partly.includes(name) ? "≥ " : "") + told[name];
    by("minute").textContent = count("minute");
    by("p50").textContent = seconds(told.p50);
    by("p99").textContent = seconds(told.p99) + (told.late ? " late" : "");
    by("objective").className = told.late ? "bad" : "";
    by("lag").textContent = count("lag");
    by("held").textContent = count("held");
    by("died").textContent = count("dead");
    by("problem").textContent = told.problem || "";
    by("problem").hidden = !told.problem;
    by("empty").textContent = told.ready ? "Nothing has come yet." : "Reading the topics.";
    letters(told.reasons);
  }

  function letters(reasons) {
    const rows = reasons.map((each) => {
      const row = make("tr");
      const reason = make("th", "", "");
      reason.scope = "row";
      const last = make("span", "dim", `in ${each.stage}, the last one from ${each.source || "nobody named"} at `);
      last.append(time(each.at, clock));
      last.title = each.place;
      reason.append(make("code", "", each.reason), make("span", "dim", each.means), last);
      row.append(make("td", "number", String(each.count)), reason);
      return row;
    });
    by("letters").tBodies[0].replaceChildren(...rows);
    by("letters").hidden = rows.length === 0;
    by("alive").hidden = rows.length > 0;
  }

  let connected = "waiting";
  function state(now) {
    connected = now || connected;
    const words = { waiting: "connecting", live: "live", lost: "connection lost, trying again" };
    const text = paused ? `paused, ${waiting.length} waiting` : words[connected];
    if (by("state").textContent !== text) by("state").textContent = text;
    by("state").dataset.state = paused ? "paused" : connected;
  }

  let alarm = null;
  function alive() {
    clearTimeout(alarm);
    alarm = setTimeout(connect, QUIET);
  }

  function connect() {
    stream?.close();
    waiting = [];
    overflown = false;
    const now = (stream = new EventSource("/events"));
    now.onopen = () => { state("live"); };
    now.onerror = () => {
      state("lost");
      // A browser tries again by itself, but for an answer that is no stream.
      if (now.readyState === EventSource.CLOSED) setTimeout(() => { if (stream === now) connect(); }, AGAIN);
    };
    for (const name of Object.keys(handlers)) {
      now.addEventListener(name, (event) => { alive(); take(name, JSON.parse(event.data)); });
    }
    now.addEventListener("figures", (event) => { alive(); figures(JSON.parse(event.data)); });
    alive();
  }

  by("pause").addEventListener("click", () => {
    paused = !paused;
    by("pause").setAttribute("aria-pressed", String(paused));
    by("pause").textContent = paused ? "Go on" : "Pause";
    const missed = waiting;
    waiting = [];
    if (overflown) connect();
    else for (const [name, data] of paused ? [] : missed) take(name, data);
    state();
  });

  connect();
})();
