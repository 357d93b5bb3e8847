/* Deep zoom of a page image with OpenSeadragon; the server's overlay of areas and hits stays on top of
   it. Loaded on demand by static/js/page-image.js. */

import { gettext } from "./i18n.js";

function loadScript(source) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.addEventListener("load", () => resolve(window.OpenSeadragon));
    script.addEventListener("error", () => reject(new Error(source)));
    document.head.append(script);
  });
}

const prefersReducedMotion = matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Prepares the zoom of the image in `frame`, controlled by the buttons in `tools`; `open()` starts it. */
export async function zoomIn(frame, tools) {
  const OpenSeadragon = await loadScript(frame.dataset.viewer);
  const figure = frame.closest("figure");
  const areas = frame.querySelector(".areas");
  const status = tools.querySelector("[role=status]");
  let viewer;

  const viewport = () => viewer.viewport;

  function announce() {
    const times = viewport().getZoom(true) / viewport().getHomeZoom();
    status.textContent = gettext("放大 %(times)s 倍", { times: times < 9.95 ? times.toFixed(1) : Math.round(times) });
  }

  // the box in the viewer's units, in which the image is 1 wide
  function toViewer(box) {
    const ratio = Number(frame.querySelector("img").getAttribute("height")) /
      Number(frame.querySelector("img").getAttribute("width"));
    return new OpenSeadragon.Rect(box.x / 1e4, (box.y / 1e4) * ratio, box.width / 1e4, (box.height / 1e4) * ratio);
  }

  /** Pans to an area or hit, unless it is visible. */
  function reveal(element) {
    const box = toViewer(element.getBBox());
    const visible = viewport().getBounds(true);
    const isInside = box.x >= visible.x && box.y >= visible.y &&
      box.x + box.width <= visible.x + visible.width && box.y + box.height <= visible.y + visible.height;
    if (!isInside) viewport().panTo(box.getCenter(), prefersReducedMotion);
  }

  function begin() {
    // OpenSeadragon skips its inline style sheet, which the Content-Security-Policy forbids, if this
    // element exists; without a namespace it is not a style sheet
    const marker = document.createElementNS(null, "style");
    marker.setAttribute("data-openseadragon-mobile-css", "");
    document.head.append(marker);
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
      animationTime: prefersReducedMotion ? 0 : 0.6,
      immediateRender: prefersReducedMotion,
      maxZoomPixelRatio: 2,
      visibilityRatio: 0.6,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
    });
    const canvas = viewer.canvas;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", gettext("版面图：方向键移动，加号、减号缩放，0 看全版，Esc 退出"));
    viewer.addHandler("open", () => {
      viewer.addOverlay({ element: areas, location: toViewer({ x: 0, y: 0, width: 1e4, height: 1e4 }) });
    });
    viewer.addHandler("animation-finish", announce);
    // follow a link when it is clicked, not when the image is dragged by it
    viewer.addHandler("canvas-click", (event) => {
      const link = event.quick && event.originalTarget.closest?.("a.area");
      if (link) {
        event.preventDefaultAction = true;
        location.assign(link.href.baseVal);
      }
    });
    areas.addEventListener("click", onClick);
    areas.addEventListener("focusin", onFocus);
    canvas.addEventListener("keydown", onKey);
    document.addEventListener("hitshown", onHitShown);
    canvas.focus();
  }

  // a click by Enter has detail 0
  const onClick = (event) => event.detail > 0 && event.preventDefault();
  const onFocus = (event) => reveal(event.target);
  const onHitShown = (event) => {
    const hit = areas.querySelector(`[data-hit="${event.detail}"]`);
    if (hit) reveal(hit);
  };

  function onKey(event) {
    if (event.key === "Escape") close();
    if (event.key === "0") viewport().goHome(prefersReducedMotion);
  }

  function close() {
    areas.removeEventListener("click", onClick);
    areas.removeEventListener("focusin", onFocus);
    document.removeEventListener("hitshown", onHitShown);
    viewer.removeOverlay(areas);
    areas.removeAttribute("style");
    frame.querySelector("img").after(areas);
    viewer.destroy();
    frame.querySelector(".viewer").remove();
    figure.classList.remove("zoomed");
    tools.hidden = true;
    status.textContent = "";
    figure.dispatchEvent(new Event("zoomclosed"));
  }

  const ACTIONS = {
    in: () => viewport().zoomBy(1.6),
    out: () => viewport().zoomBy(1 / 1.6),
    home: () => viewport().goHome(prefersReducedMotion),
    close,
  };

  tools.addEventListener("click", ({ target }) => {
    const action = ACTIONS[target.closest("[data-zoom]")?.dataset.zoom];
    if (!action) return;
    action();
    if (action !== close) viewport().applyConstraints(prefersReducedMotion);
  });

  return {
    open() {
      tools.hidden = false;
      begin();
    },
  };
}
