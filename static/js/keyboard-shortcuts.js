/* Keyboard shortcuts on every page, and the list of them (templates/_keyboard_shortcuts.html). Readers can
   turn them off (WCAG 2.1.4): other scripts with shortcuts check `document.documentElement.dataset.shortcuts`. */
const STORAGE_KEY = "keys";
const root = document.documentElement;
const dialog = document.getElementById("keyboard-shortcuts");
const checkbox = dialog.querySelector("[data-shortcuts-enabled]");

// access to storage throws if the browser blocks it
function readSetting() {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

function storeSetting(value) {
  try {
    localStorage.setItem(STORAGE_KEY, value);
  } catch {
    // the setting applies to this page only
  }
}

root.dataset.shortcuts = readSetting() === "off" ? "off" : "on";
checkbox.checked = root.dataset.shortcuts === "on";
checkbox.addEventListener("change", () => {
  root.dataset.shortcuts = checkbox.checked ? "on" : "off";
  storeSetting(root.dataset.shortcuts);
});

for (const button of document.querySelectorAll("[data-shortcuts-open]")) {
  button.hidden = false;
  button.addEventListener("click", () => dialog.showModal());
}
// a click on the backdrop, which has the dialog as its target
dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());

// an article in a list, or on a newspaper page
const ENTRY = ":is(.entry, .story)";
const visible = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());

// each returns whether it handled the key; if not, the key is left to the browser and other scripts

function focusSearchBox() {
  const [box] = visible("main .search input, .masthead .search input");
  box?.select();
  box?.focus();
  return Boolean(box);
}

// goes `step` entries on from the focused one, or to the first entry in the viewport if none is focused
function focusEntry(step) {
  const links = visible(`main ${ENTRY} .headline a`);
  const entry = document.activeElement.closest(ENTRY);
  const current = links.findIndex((link) => entry?.contains(link));
  const first = Math.max(0, links.findIndex((link) => link.getBoundingClientRect().top >= 0));
  const target = current < 0 ? first : Math.min(Math.max(current + step, 0), links.length - 1);
  links[target]?.focus();
  return links.length > 0;
}

function activate(link) {
  link?.click();
  return Boolean(link);
}

// an arrow key may extend a selection or scroll a row of filters; issues that are read from right to
// left have the next page on the left
function turnPage(side) {
  const fromRight = document.querySelector("main [data-from-right]");
  const rel = (side === "left") === Boolean(fromRight) ? "next" : "prev";
  const isFree = getSelection().isCollapsed && !document.activeElement.closest(".suggested-filters");
  return isFree && activate(document.querySelector(`main a[rel=${rel}]`));
}

function goToFilters() {
  const [control] = visible(".sheet-opener, .filter-body a");
  if (control?.matches("a")) control.focus();
  else activate(control);
  return Boolean(control);
}

function showShortcuts() {
  dialog.showModal();
  return true;
}

const SHORTCUTS = {
  "/": focusSearchBox,
  "?": showShortcuts,
  j: () => focusEntry(1),
  k: () => focusEntry(-1),
  o: () => activate(document.activeElement.closest(ENTRY)?.querySelector(".headline a")),
  f: goToFilters,
  ArrowLeft: () => turnPage("left"),
  ArrowRight: () => turnPage("right"),
};
// elements with a keyboard behaviour of their own
const HAS_OWN_KEYS = "input, select, textarea, [contenteditable], [popover], dialog, [role=application]";

document.addEventListener("keydown", (event) => {
  if (root.dataset.shortcuts === "off" || event.defaultPrevented || event.isComposing) return;
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest(HAS_OWN_KEYS)) return;
  if (event.shiftKey && event.key.length > 1) return;
  if (SHORTCUTS[event.key]?.()) event.preventDefault();
});
