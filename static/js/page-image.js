/* A newspaper page as an image: highlights areas and their list entries together, stores the reader's
   view, and loads the zoom on demand (static/js/zoom.js). Without this file areas and entries are links,
   and each view has its own URL. */
const root = document.documentElement;
const frame = document.querySelector("[data-facsimile]");
const figure = frame.closest("figure");

// -- the two views

const views = [...document.querySelectorAll(".views [data-view]")];

function storeView(view) {
  try {
    localStorage.setItem("display.view", view);
  } catch {
    // the setting applies to this page only
  }
}

function showView(view) {
  root.dataset.view = view;
  for (const link of views) {
    if (link.dataset.view === view) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

if (root.dataset.view) showView(root.dataset.view);
for (const link of views) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    showView(link.dataset.view);
    storeView(link.dataset.view);
    history.replaceState(null, "", link.href);
  });
}

// -- areas and list

const status = frame.querySelector("[data-area-name]");
const elementsOf = (ident) => document.querySelectorAll(`.facsimile [data-article="${ident}"]`);

function highlight(element) {
  for (const each of document.querySelectorAll(".facsimile .highlighted")) each.classList.remove("highlighted");
  const ident = element?.dataset.article;
  if (ident) for (const match of elementsOf(ident)) match.classList.add("highlighted");
  const area = ident && frame.querySelector(`.area[data-article="${ident}"]`);
  status.firstElementChild.textContent = area?.getAttribute("aria-label") ?? "";
  status.hidden = !area;
}

const articleAt = (event) => event.target.closest?.("[data-article]");
const facsimile = frame.closest(".facsimile");
facsimile.addEventListener("pointerover", (event) => event.pointerType !== "touch" && highlight(articleAt(event)));
facsimile.addEventListener("pointerleave", () => highlight(document.activeElement.closest("[data-article]")));
facsimile.addEventListener("focusin", (event) => highlight(articleAt(event)));
facsimile.addEventListener("focusout", () => highlight(null));

// -- zoom, loaded on demand, as few readers use it

const opener = figure.querySelector("[data-zoom-open]");
const tools = figure.querySelector("[data-zoom-tools]");
let zoom;

async function openZoom() {
  opener.disabled = true;
  try {
    zoom ??= (await import("./zoom.js")).zoomIn(frame, tools);
    await (await zoom).open();
    opener.hidden = true;
  } finally {
    opener.disabled = false;
  }
}

// offline copies have no zoom
if (opener) {
  opener.hidden = false;
  opener.addEventListener("click", openZoom);
  figure.addEventListener("zoomclosed", () => {
    opener.hidden = false;
    opener.focus();
  });
}
