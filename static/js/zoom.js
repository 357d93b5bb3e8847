/* Deep zoom of a page's image, with OpenSeadragon: the areas and hits that the server drew stay over it.
   Loaded by static/js/page-image.js when a reader asks for it. */

import { gettext } from "./messages.js";

function load(source) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.addEventListener("load", () => resolve(window.OpenSeadragon));
    script.addEventListener("error", () => reject(new Error(source)));
    document.head.append(script);
  });
}

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The zoom of an image in `frame`, worked by the buttons in `tools`; it begins when it is opened. */
export async function zoomIn(frame, tools) {
  const OpenSeadragon = await load(frame.dataset.viewer);
  const figure = frame.closest("figure");
  const areas = frame.querySelector(".areas");
  const said = tools.querySelector("[role=status]");
  let viewer;

  const view = () => viewer.viewport;

  function announce() {
    const times = view().getZoom(true) / view().getHomeZoom();
    said.textContent = gettext("放大 %(times)s 倍", { times: times < 9.95 ? times.toFixed(1) : Math.round(times) });
  }

  // in units of the viewer, which has the image's width for 1
  function place(box) {
    const ratio = Number(frame.querySelector("img").getAttribute("height")) /
      Number(frame.querySelector("img").getAttribute("width"));
    return new OpenSeadragon.Rect(box.x / 1e4, (box.y / 1e4) * ratio, box.width / 1e4, (box.height / 1e4) * ratio);
  }

  /** Shows an area or hit, with something around it, if it is not in sight. */
  function reveal(element) {
    const box = place(element.getBBox());
    const seen = view().getBounds(true);
    const inside = box.x >= seen.x && box.y >= seen.y &&
      box.x + box.width <= seen.x + seen.width && box.y + box.height <= seen.y + seen.height;
    if (!inside) view().panTo(box.getCenter(), calm);
  }

  function begin() {
    // OpenSeadragon looks for this before it writes a style sheet into the page, which the site's
    // Content-Security-Policy forbids; in no namespace it is none
    const mark = document.createElementNS(null, "style");
    mark.setAttribute("data-openseadragon-mobile-css", "");
    document.head.append(mark);
    const holder = document.createElement("div");
    holder.className = "viewer";
    frame.append(holder);
    figure.classList.add("zoomed");
    viewer = OpenSeadragon({
      element: holder,
      tileSources: frame.dataset.info,
      drawer: "canvas",
      showNavigationControl: false,
      showNavigator: false,
      animationTime: calm ? 0 : 0.6,
      immediateRender: calm,
      maxZoomPixelRatio: 2,
      visibilityRatio: 0.6,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
    });
    const canvas = viewer.canvas;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", gettext("版面图：方向键移动，加号、减号缩放，0 看全版，Esc 退出"));
    viewer.addHandler("open", () => {
      viewer.addOverlay({ element: areas, location: place({ x: 0, y: 0, width: 1e4, height: 1e4 }) });
    });
    viewer.addHandler("animation-finish", announce);
    // a link is followed when it is pressed, not when the image is dragged by it
    viewer.addHandler("canvas-click", (event) => {
      const link = event.quick && event.originalTarget.closest?.("a.area");
      if (link) {
        event.preventDefaultAction = true;
        location.assign(link.href.baseVal);
      }
    });
    areas.addEventListener("click", pressed);
    areas.addEventListener("focusin", focused);
    canvas.addEventListener("keydown", typed);
    document.addEventListener("hitshown", shown);
    canvas.focus();
  }

  // Enter on a link is a click without a place
  const pressed = (event) => event.detail > 0 && event.preventDefault();
  const focused = (event) => reveal(event.target);
  const shown = (event) => {
    const hit = areas.querySelector(`[data-hit="${event.detail}"]`);
    if (hit) reveal(hit);
  };

  function typed(event) {
    if (event.key === "Escape") close();
    if (event.key === "0") view().goHome(calm);
  }

  function close() {
    areas.removeEventListener("click", pressed);
    areas.removeEventListener("focusin", focused);
    document.removeEventListener("hitshown", shown);
    viewer.removeOverlay(areas);
    areas.removeAttribute("style");
    frame.querySelector("img").after(areas);
    viewer.destroy();
    frame.querySelector(".viewer").remove();
    figure.classList.remove("zoomed");
    tools.hidden = true;
    said.textContent = "";
    figure.dispatchEvent(new Event("zoomclosed"));
  }

  const ACTIONS = {
    in: () => view().zoomBy(1.6),
    out: () => view().zoomBy(1 / 1.6),
    home: () => view().goHome(calm),
    close,
  };

  tools.addEventListener("click", ({ target }) => {
    const action = ACTIONS[target.closest("[data-zoom]")?.dataset.zoom];
    if (!action) return;
    action();
    if (action !== close) view().applyConstraints(calm);
  });

  return {
    open() {
      tools.hidden = false;
      begin();
    },
  };
}
