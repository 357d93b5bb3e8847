/* On narrow screens the filters of a list are a sheet that opens over it. Without this file they are in
   a <details> above the list. */
import { element } from "./dom.js";
import { gettext } from "./i18n.js";

/** The live region that announces changes of the list to screen readers. */
export const status = element("p", { class: "visually-hidden", role: "status" });
document.body.append(status);

const results = () => document.getElementById("results");

export const closer = element("button", { type: "button", class: "quiet" }, gettext("关闭"));
const showButton = element("button", { type: "button" });
export const body = element("div", { class: "dialog-body" });
export const sheet = element(
  "dialog",
  { class: "filter-sheet", "aria-labelledby": "sheet-title" },
  element("div", { class: "dialog-head" }, element("h2", { id: "sheet-title" }, gettext("筛选")), closer),
  body,
  element("div", { class: "dialog-foot" }, showButton),
);
document.body.append(sheet);

const filters = () => document.querySelector(".filter-body");
const opener = () => document.querySelector("#list .sheet-opener");

/** Replaces the summary of the filters by a button, and moves the filters into the sheet if it is open; called
    whenever the list was swapped. */
export function placeFilters() {
  const details = document.querySelector("#list .filters");
  const button = element("button", { type: "button", class: "sheet-opener", "aria-haspopup": "dialog" });
  button.textContent = details.querySelector("summary").textContent.trim();
  button.addEventListener("click", open);
  details.before(button);
  if (sheet.open) body.replaceChildren(details.querySelector(".filter-body"));
  const total = Number(results().dataset.total);
  showButton.textContent = total
    ? gettext("看 %(count)s 篇", { count: total.toLocaleString("en") })
    : gettext("没有结果，看看如何放宽");
}

function open() {
  body.replaceChildren(filters());
  sheet.append(status); // screen readers ignore what is outside a modal dialog
  sheet.showModal();
}

sheet.addEventListener("close", () => {
  document.querySelector("#list .filters").append(filters());
  document.body.append(status);
  (sheet.returnValue === "done" ? results() : opener()).focus();
  sheet.returnValue = "";
});
closer.addEventListener("click", () => sheet.close());
showButton.addEventListener("click", () => sheet.close("done"));
// a click on the backdrop, which has the dialog as its target
sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
matchMedia("(width >= 60rem)").addEventListener("change", () => sheet.close());
