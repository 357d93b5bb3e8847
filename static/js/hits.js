/* n and p step through the search hits in the text of an article and on the image of a page. Without
   this file, readers can use the browser's own search in texts. */
import { isModified } from "./dom.js";
import { gettext } from "./messages.js";

const bar = document.querySelector(".hit-bar");
const status = bar?.querySelector("[role=status]");
// the first piece of each hit in the text, or its first rectangle on the image if there is no text
const marks = [...document.querySelectorAll("[id^='hit-']")];
let here = marks.findIndex((mark) => `#${mark.id}` === location.hash);

const number = (mark) => mark.id.slice("hit-".length);
// a hit across a correction or the end of a printed line consists of several pieces
const pieces = (n) => [marks[n], ...document.querySelectorAll(`[data-hit="${number(marks[n])}"]`)];

function show(n) {
  for (const mark of document.querySelectorAll("[data-hit].current, mark.current")) mark.classList.remove("current");
  for (const mark of pieces(n)) mark.classList.add("current");
  here = n;
  status.textContent = gettext("第 %(number)s 处，共 %(total)s 处", { number: n + 1, total: marks.length });
  document.dispatchEvent(new CustomEvent("hitshown", { detail: number(marks[n]) }));
}

function next(step) {
  if (here >= 0) return (here + step + marks.length) % marks.length;
  // start at the viewport
  const below = marks.findIndex((mark) => mark.getBoundingClientRect().top >= 0);
  const from = below < 0 ? 0 : below;
  return step > 0 ? from : (from - 1 + marks.length) % marks.length;
}

function go(step) {
  const n = next(step);
  // the text as scanned lacks the corrections, which may contain the hit
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
  // static/js/keys.js lets readers turn off all keys
  if (!bar || document.documentElement.dataset.keys === "off") return;
  if (event.defaultPrevented || event.isComposing || isModified(event) || event.target.closest(typing)) return;
  const step = { n: 1, p: -1 }[event.key.toLowerCase()];
  if (!step) return;
  event.preventDefault();
  go(step);
  // screen readers and the Tab key continue from there
  marks[here].tabIndex = -1;
  marks[here].focus({ preventScroll: true });
});
