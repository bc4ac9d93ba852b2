// Whether somebody reads: then nothing may move under his eyes, and what comes waits. Own work, Apache-2.0.
import { by } from "./nodes.js";

const STILL = 30000; // ms after which a pointer that rests on the wire reads no more
const AWAY = 300000; // ms without a key after which the keyboard on the wire reads no more
const DOWN = 48; // px; who has scrolled further reads what is older
let pressed = 0; // when a key or a button was pressed last
let over = null; // where the pointer is on the wire, and since when it has not moved

// True while the reader has the pointer or the keyboard on the wire, has scrolled down, or a dialog is open.
export function reads() {
  if (document.querySelector("dialog[open]")) return true;
  if (scrollY > DOWN) return true;
  if (by("wire").contains(document.activeElement) && performance.now() - pressed < AWAY) return true;
  return over !== null && performance.now() - over.since < STILL;
}

// Changes the page, and scrolls as far as what is read would have moved.
export function steady(change) {
  const read = over ? document.elementFromPoint(over.x, over.y)?.closest("#wire > li") : null;
  const fixed = read || (by("wire").contains(document.activeElement) ? document.activeElement : firstSeen());
  const before = fixed?.getBoundingClientRect().top;
  change();
  if (!fixed?.isConnected || !reads()) return;
  const moved = fixed.getBoundingClientRect().top - before;
  if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
}

const firstSeen = () => [...by("wire").children].find((each) => each.getBoundingClientRect().bottom > 0);

by("wire").addEventListener("pointermove", (event) => {
  // A browser tells of a move, too, where the page moved under a pointer that rests.
  if (over && over.x === event.clientX && over.y === event.clientY) return;
  over = event.pointerType === "mouse" ? { x: event.clientX, y: event.clientY, since: performance.now() } : null;
});
by("wire").addEventListener("pointerleave", () => { over = null; });
for (const name of ["keydown", "pointerdown"]) {
  document.addEventListener(name, () => { pressed = performance.now(); }, { capture: true });
}
