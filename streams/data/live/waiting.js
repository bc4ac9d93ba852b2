// What is held, and in words why and until when. Own work, Apache-2.0.
import { copy, make, until } from "./nodes.js";

let list = []; // what is held, as the worker told it last

export function keep(held) {
  list = held;
}

export const heldOf = (uri) => list.filter((each) => each.uri === uri);

const WHY = {
  embargo: "embargo",
  unclear_embargo: "nobody understands until when",
  withheld: "until it is released",
  doubtful: "may not be the article",
};

export function why(each) {
  const words = make("p", "more");
  words.append(make("b", "mark", "held"), " ", ...(each.until ? ["until ", until(each.until), ", "] : []), WHY[each.reason] || each.reason);
  if (each.words) words.append(": “", copy(each.words, each.language), "”");
  return words;
}
