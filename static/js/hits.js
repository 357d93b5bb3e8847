/* n and p step through what was searched for, in the text of an article and on the image of a page.
   Without this file the browser's own search does the same in texts. */
import { isModified } from "./dom.js";
import { gettext } from "./messages.js";

const bar = document.querySelector(".hit-bar");
const said = bar?.querySelector("[role=status]");
// in a text the first piece of each hit, or where there is no text its first rectangle on the image
const marks = [...document.querySelectorAll("[id^='hit-']")];
let here = marks.findIndex((mark) => `#${mark.id}` === location.hash);

const number = (mark) => mark.id.slice("hit-".length);
// a hit that runs over a correction, or over the end of a printed line, is in several pieces
const pieces = (n) => [marks[n], ...document.querySelectorAll(`[data-hit="${number(marks[n])}"]`)];

function show(n) {
  for (const mark of document.querySelectorAll("[data-hit].current, mark.current")) mark.classList.remove("current");
  for (const mark of pieces(n)) mark.classList.add("current");
  here = n;
  said.textContent = gettext("第 %(number)s 处，共 %(total)s 处", { number: n + 1, total: marks.length });
  document.dispatchEvent(new CustomEvent("hitshown", { detail: number(marks[n]) }));
}

function next(step) {
  if (here >= 0) return (here + step + marks.length) % marks.length;
  // from where the reader is
  const below = marks.findIndex((mark) => mark.getBoundingClientRect().top >= 0);
  const from = below < 0 ? 0 : below;
  return step > 0 ? from : (from - 1 + marks.length) % marks.length;
}

function go(step) {
  const n = next(step);
  // as it was scanned, the text has not what was put right
  const read = document.getElementById("as-read");
  if (read && !marks[n].getClientRects().length) read.checked = true;
  show(n);
  marks[n].scrollIntoView({ block: "center", inline: "nearest" });
}

if (here >= 0) show(here);
bar?.addEventListener("click", ({ target }) => {
  const step = Number(target.closest("[data-step]")?.dataset.step);
  if (step) go(step);
});

const typing = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], [popover], dialog";

document.addEventListener("keydown", (event) => {
  // static/js/keys.js lets the reader switch all keys off
  if (!bar || document.documentElement.dataset.keys === "off") return;
  if (event.defaultPrevented || event.isComposing || isModified(event) || event.target.closest(typing)) return;
  const step = { n: 1, p: -1 }[event.key.toLowerCase()];
  if (!step) return;
  event.preventDefault();
  go(step);
  // a screen reader goes on reading there, and Tab goes on from there
  marks[here].tabIndex = -1;
  marks[here].focus({ preventScroll: true });
});
