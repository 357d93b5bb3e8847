/* n and p step through the search hits in the text of an article and on the image of a page. Without
   this file, readers can use the browser's own search in texts. */
import { isModified } from "./dom.js";
import { gettext } from "./i18n.js";

const bar = document.querySelector(".hit-bar");
const status = bar?.querySelector("[role=status]");
// the first piece of each hit in the text, or its first rectangle on the image if there is no text
const marks = [...document.querySelectorAll("[id^='hit-']")];
let current = marks.findIndex((mark) => `#${mark.id}` === location.hash);

const numberOf = (mark) => mark.id.slice("hit-".length);
// a hit across a correction or the end of a printed line consists of several pieces
const piecesOf = (n) => [marks[n], ...document.querySelectorAll(`[data-hit="${numberOf(marks[n])}"]`)];

function showHit(n) {
  for (const mark of document.querySelectorAll("[data-hit].current, mark.current")) mark.classList.remove("current");
  for (const mark of piecesOf(n)) mark.classList.add("current");
  current = n;
  status.textContent = gettext("第 %(number)s 处，共 %(total)s 处", { number: n + 1, total: marks.length });
  document.dispatchEvent(new CustomEvent("hitshown", { detail: numberOf(marks[n]) }));
}

function indexAfter(step) {
  if (current >= 0) return (current + step + marks.length) % marks.length;
  // start at the viewport
  const firstVisible = marks.findIndex((mark) => mark.getBoundingClientRect().top >= 0);
  const from = firstVisible < 0 ? 0 : firstVisible;
  return step > 0 ? from : (from - 1 + marks.length) % marks.length;
}

function goBy(step) {
  const n = indexAfter(step);
  // the text as scanned lacks the corrections, which may contain the hit
  const correctedVersion = document.getElementById("as-read");
  if (correctedVersion && !marks[n].getClientRects().length) correctedVersion.checked = true;
  showHit(n);
  marks[n].scrollIntoView({ block: "center", inline: "nearest" });
}

if (current >= 0) showHit(current);
bar?.addEventListener("click", ({ target }) => {
  const step = Number(target.closest("[data-step]")?.dataset.step);
  if (step) goBy(step);
});

const HAS_OWN_KEYS = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], [popover], dialog";

document.addEventListener("keydown", (event) => {
  // static/js/keyboard-shortcuts.js lets readers turn off all keys
  if (!bar || document.documentElement.dataset.shortcuts === "off") return;
  if (event.defaultPrevented || event.isComposing || isModified(event) || event.target.closest(HAS_OWN_KEYS)) return;
  const step = { n: 1, p: -1 }[event.key.toLowerCase()];
  if (!step) return;
  event.preventDefault();
  goBy(step);
  // screen readers and the Tab key continue from there
  marks[current].tabIndex = -1;
  marks[current].focus({ preventScroll: true });
});
