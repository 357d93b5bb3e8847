/* An article beside its print: a paragraph and its place on the clipping light up together, and the
   clipping is moved to what is read or searched for. Without this file each place is a link to its
   paragraph. */
import { isModified } from "./dom.js";

const clipping = document.querySelector("[data-clipping]");
const image = clipping.querySelector("img");
const smooth = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";

/** Scrolls the clipping, never the page, so that an element over it can be seen. */
function reveal(element) {
  if (clipping.scrollHeight <= clipping.clientHeight) return;
  const seen = clipping.getBoundingClientRect();
  const box = element.getBoundingClientRect();
  if (box.top >= seen.top && box.bottom <= seen.bottom) return;
  const top = clipping.scrollTop + box.top - seen.top - (seen.height - Math.min(box.height, seen.height)) / 2;
  clipping.scrollTo({ top, behavior: smooth });
}

const part = (id) => clipping.querySelector(`[data-part="${id}"]`);

function light(id) {
  for (const lit of document.querySelectorAll(".text .lit, .clipping .lit")) lit.classList.remove("lit");
  if (!id) return null;
  document.getElementById(id)?.classList.add("lit");
  const area = part(id);
  area?.classList.add("lit");
  return area;
}

const text = document.querySelector("section.text");
const lineOf = (event) => event.target.closest?.(".line")?.id;
const areaOf = (event) => event.target.closest?.("[data-part]")?.dataset.part;

for (const name of ["pointerover", "focusin"]) {
  text?.addEventListener(name, (event) => {
    const id = lineOf(event);
    const area = id && light(id);
    if (area) reveal(area);
  });
  clipping.addEventListener(name, (event) => light(areaOf(event)));
}
text?.addEventListener("pointerleave", () => light(null));
clipping.addEventListener("pointerleave", () => light(null));
for (const held of [text, clipping]) held?.addEventListener("focusout", () => light(null));

// where the clipping is in sight, a paragraph's link to it need not move the page
text?.addEventListener("click", (event) => {
  const id = event.target.closest(".to-print")?.hash.slice("#print-".length);
  const area = id && part(id);
  const seen = clipping.getBoundingClientRect();
  if (!area || isModified(event) || seen.bottom < 0 || seen.top > innerHeight) return;
  event.preventDefault();
  reveal(area);
  area.focus({ preventScroll: true });
});

// a hit that static/js/hits.js has come to
document.addEventListener("hitshown", ({ detail }) => {
  const hit = clipping.querySelector(`[data-hit="${detail}"]`);
  if (hit) reveal(hit);
});
image.addEventListener("load", () => {
  const here = clipping.querySelector(".current, :target");
  if (here) reveal(here);
});
