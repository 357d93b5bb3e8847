/* On an article's page: n and p step through what was searched for. Without this file the browser's own
   search does the same. */
import { isModified } from "./dom.js";

const bar = document.querySelector(".hit-bar");
const said = bar?.querySelector("[role=status]");
const marks = [...document.querySelectorAll("mark[id^='hit-']")];
let here = marks.findIndex((mark) => `#${mark.id}` === location.hash);

// a hit that runs over a correction is in several pieces
const pieces = (n) => [marks[n], ...document.querySelectorAll(`mark[data-hit="${n + 1}"]`)];

function show(n) {
  for (const mark of document.querySelectorAll("mark.current")) mark.classList.remove("current");
  for (const mark of pieces(n)) mark.classList.add("current");
  here = n;
  said.textContent = `第 ${n + 1} 处，共 ${marks.length} 处`;
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
  if (!marks[n].getClientRects().length) document.getElementById("as-read").checked = true;
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
