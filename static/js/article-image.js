/* An article beside its clipping: highlights a paragraph and its area on the clipping together, and
   scrolls the clipping to the paragraph or search hit. Without this file each area is a link to its
   paragraph. */
import { isModified } from "./dom.js";

const clipping = document.querySelector("[data-clipping]");
const image = clipping.querySelector("img");
const scrollBehavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";

/** Scrolls the clipping, never the page, until an element on it is visible. */
function reveal(element) {
  if (clipping.scrollHeight <= clipping.clientHeight) return;
  const visible = clipping.getBoundingClientRect();
  const box = element.getBoundingClientRect();
  if (box.top >= visible.top && box.bottom <= visible.bottom) return;
  const top = clipping.scrollTop + box.top - visible.top - (visible.height - Math.min(box.height, visible.height)) / 2;
  clipping.scrollTo({ top, behavior: scrollBehavior });
}

const areaOfPart = (id) => clipping.querySelector(`[data-part="${id}"]`);

function highlight(id) {
  for (const each of document.querySelectorAll(":is(.text, .clipping) .highlighted")) {
    each.classList.remove("highlighted");
  }
  if (!id) return null;
  document.getElementById(id)?.classList.add("highlighted");
  const area = areaOfPart(id);
  area?.classList.add("highlighted");
  return area;
}

const text = document.querySelector("section.text");
const lineAt = (event) => event.target.closest?.(".line")?.id;
const partAt = (event) => event.target.closest?.("[data-part]")?.dataset.part;

for (const name of ["pointerover", "focusin"]) {
  text?.addEventListener(name, (event) => {
    const id = lineAt(event);
    const area = id && highlight(id);
    if (area) reveal(area);
  });
  clipping.addEventListener(name, (event) => highlight(partAt(event)));
}
text?.addEventListener("pointerleave", () => highlight(null));
clipping.addEventListener("pointerleave", () => highlight(null));
for (const container of [text, clipping]) container?.addEventListener("focusout", () => highlight(null));

// if the clipping is in the viewport, a paragraph's link to it scrolls the clipping, not the page
text?.addEventListener("click", (event) => {
  const id = event.target.closest(".clipping-link")?.hash.slice("#print-".length);
  const area = id && areaOfPart(id);
  const visible = clipping.getBoundingClientRect();
  if (!area || isModified(event) || visible.bottom < 0 || visible.top > innerHeight) return;
  event.preventDefault();
  reveal(area);
  area.focus({ preventScroll: true });
});

// dispatched by static/js/hit-navigation.js at each step
document.addEventListener("hitshown", ({ detail }) => {
  const hit = clipping.querySelector(`[data-hit="${detail}"]`);
  if (hit) reveal(hit);
});
image.addEventListener("load", () => {
  const target = clipping.querySelector(".current, :target");
  if (target) reveal(target);
});
