/* A newspaper page as an image: areas and the list beside them light up together, the reader's view is
   remembered, and on demand the image is zoomed (static/js/zoom.js). Without this file areas and list
   are links, and each view has its own address. */
const root = document.documentElement;
const frame = document.querySelector("[data-facsimile]");
const figure = frame.closest("figure");

// -- the two views

const views = [...document.querySelectorAll(".views [data-view]")];

function keep(view) {
  try {
    localStorage.setItem("display.view", view);
  } catch {
    // then it holds for this page
  }
}

function choose(view) {
  root.dataset.view = view;
  for (const link of views) {
    if (link.dataset.view === view) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

if (root.dataset.view) choose(root.dataset.view);
for (const link of views) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(link.dataset.view);
    keep(link.dataset.view);
    history.replaceState(null, "", link.href);
  });
}

// -- areas and list

const said = frame.querySelector("[data-area-name]");
const of = (ident) => document.querySelectorAll(`.facsimile [data-article="${ident}"]`);

function light(element) {
  for (const lit of document.querySelectorAll(".facsimile .lit")) lit.classList.remove("lit");
  const ident = element?.dataset.article;
  if (ident) for (const one of of(ident)) one.classList.add("lit");
  const area = ident && frame.querySelector(`.area[data-article="${ident}"]`);
  said.firstElementChild.textContent = area?.getAttribute("aria-label") ?? "";
  said.hidden = !area;
}

const held = (event) => event.target.closest?.("[data-article]");
const facsimile = frame.closest(".facsimile");
facsimile.addEventListener("pointerover", (event) => event.pointerType !== "touch" && light(held(event)));
facsimile.addEventListener("pointerleave", () => light(document.activeElement.closest("[data-article]")));
facsimile.addEventListener("focusin", (event) => light(held(event)));
facsimile.addEventListener("focusout", () => light(null));

// -- zoom, which few ask for: its program is loaded then

const opener = figure.querySelector("[data-zoom-open]");
const tools = figure.querySelector("[data-zoom-tools]");
let zoom;

async function open() {
  opener.disabled = true;
  try {
    zoom ??= (await import("./zoom.js")).zoomIn(frame, tools);
    await (await zoom).open();
    opener.hidden = true;
  } finally {
    opener.disabled = false;
  }
}

// an offline copy has none
if (opener) {
  opener.hidden = false;
  opener.addEventListener("click", open);
  figure.addEventListener("zoomclosed", () => {
    opener.hidden = false;
    opener.focus();
  });
}
