// Two small charts of the last hour: articles a minute, and how fresh they were; in words for those who listen. Own work, Apache-2.0.
import { by, clock } from "./nodes.js";

const SVG = by("chart").namespaceURI;
const WIDE = 300;
const HIGH = 44;

// Takes the last sixty minutes and the one that runs: their count, p50 and p99, each null where it is not known.
export function minutes(told) {
  const { count, p50, p99 } = told;
  const step = WIDE / count.length;
  const most = Math.max(1, ...count.filter(known));
  by("rates").replaceChildren(
    ...count.map((value, at) => value && bar(at * step, (value / most) * HIGH, step)).filter(Boolean),
  );
  if (count.at(-1)) by("rates").lastChild.classList.add("runs");
  const slowest = Math.max(0, ...p99.filter(known));
  by("delays").replaceChildren(...line(p99, slowest, step, "p99"), ...line(p50, slowest, step, "p50"));
  const from = clock.format(told.from).slice(0, 5);
  by("chart-from").textContent = from;
  by("rates-most").textContent = count.some(known) ? `at most ${most === 1 && !count.some(Boolean) ? 0 : most}` : "–";
  by("delays-most").textContent = p99.some(known) ? `p99 at most ${short(slowest)}` : "–";
  by("rates-words").textContent = inWords(count, told.from);
  by("delays-words").textContent = p99.some(known)
    ? `Freshness since ${from}: p50 mostly ${short(middle(p50))}, p99 at most ${short(slowest)}, at ${at(told.from, p99.indexOf(slowest))}.`
    : `Freshness since ${from}: nothing was measured.`;
}

const known = (value) => value !== null;
const at = (from, index) => clock.format(from + index * 60000).slice(0, 5);
const short = (value) => (value < 10 ? `${value.toFixed(1)} s` : value < 600 ? `${Math.round(value)} s` : `${Math.round(value / 60)} min`);

function middle(values) {
  const sorted = values.filter(known).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function inWords(count, from) {
  const whole = count.slice(0, -1);
  if (!whole.some(known)) return "Articles a minute: not known.";
  const most = Math.max(...whole.filter(known));
  const since = at(from, whole.findIndex(known));
  const best = most ? `, at ${at(from, whole.indexOf(most))}` : "";
  return `Articles a minute since ${since}: ${middle(whole)} in the median, at most ${most}${best}; ${whole.at(-1) ?? "–"} in the last one.`;
}

function shape(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

const bar = (x, height, step) =>
  shape("rect", { x: x.toFixed(1), y: (HIGH - height).toFixed(1), width: (step * 0.8).toFixed(1), height: height.toFixed(1) });

// A line for each stretch without a gap; where a minute stands alone, a point.
function line(values, most, step, name) {
  const drawn = [];
  let points = [];
  const end = () => {
    if (points.length === 1) points.push([points[0][0] + step * 0.8, points[0][1]]);
    const text = points.map((each) => each.map((value) => value.toFixed(1)).join(",")).join(" ");
    if (points.length) drawn.push(shape("polyline", { points: text, class: name }));
    points = [];
  };
  values.forEach((value, index) => {
    if (value === null) end();
    else points.push([index * step, HIGH - 1 - (most ? value / most : 0) * (HIGH - 2)]);
  });
  end();
  return drawn;
}
