/* Keyboard shortcuts on every page, and the list of them (templates/_keys.html). They can be turned off
   (WCAG 2.1.4); other scripts with shortcuts check `document.documentElement.dataset.keys`. */
const STORE = "keys";
const root = document.documentElement;
const dialog = document.getElementById("keys");
const checkbox = dialog.querySelector("[data-keys-on]");

// access to storage throws if the browser blocks it
function stored() {
  try {
    return localStorage.getItem(STORE);
  } catch {
    return null;
  }
}

function store(value) {
  try {
    localStorage.setItem(STORE, value);
  } catch {
    // the setting applies to this page only
  }
}

root.dataset.keys = stored() === "off" ? "off" : "on";
checkbox.checked = root.dataset.keys === "on";
checkbox.addEventListener("change", () => {
  root.dataset.keys = checkbox.checked ? "on" : "off";
  store(root.dataset.keys);
});

for (const button of document.querySelectorAll("[data-keys-open]")) {
  button.hidden = false;
  button.addEventListener("click", () => dialog.showModal());
}
// a click on the backdrop, which has the dialog as its target
dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());

// an article in a list, or on a newspaper page
const ENTRY = ":is(.entry, .story)";
const visible = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());

// each returns whether it handled the key; if not, the key is left to the browser and other scripts

function search() {
  const [box] = visible("main .search input, .masthead .search input");
  box?.select();
  box?.focus();
  return Boolean(box);
}

// steps from the focused entry; if none is focused, to the first one in the viewport
function step(by) {
  const links = visible(`main ${ENTRY} .headline a`);
  const entry = document.activeElement.closest(ENTRY);
  const at = links.findIndex((link) => entry?.contains(link));
  const first = Math.max(0, links.findIndex((link) => link.getBoundingClientRect().top >= 0));
  const to = at < 0 ? first : Math.min(Math.max(at + by, 0), links.length - 1);
  links[to]?.focus();
  return links.length > 0;
}

function press(link) {
  link?.click();
  return Boolean(link);
}

// an arrow key may extend a selection or scroll a row of filters; issues that are read from right to
// left have the next page on the left
function turn(side) {
  const fromRight = document.querySelector("main [data-from-right]");
  const rel = (side === "left") === Boolean(fromRight) ? "next" : "prev";
  const free = getSelection().isCollapsed && !document.activeElement.closest(".narrowing");
  return free && press(document.querySelector(`main a[rel=${rel}]`));
}

function filters() {
  const [there] = visible(".sheet-opener, .filter-body a");
  if (there?.matches("a")) there.focus();
  else press(there);
  return Boolean(there);
}

function list() {
  dialog.showModal();
  return true;
}

const KEYS = {
  "/": search,
  "?": list,
  j: () => step(1),
  k: () => step(-1),
  o: () => press(document.activeElement.closest(ENTRY)?.querySelector(".headline a")),
  f: filters,
  ArrowLeft: () => turn("left"),
  ArrowRight: () => turn("right"),
};
// elements with a keyboard behaviour of their own
const HAS_OWN_KEYS = "input, select, textarea, [contenteditable], [popover], dialog, [role=application]";

document.addEventListener("keydown", (event) => {
  if (root.dataset.keys === "off" || event.defaultPrevented || event.isComposing) return;
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest(HAS_OWN_KEYS)) return;
  if (event.shiftKey && event.key.length > 1) return;
  if (KEYS[event.key]?.()) event.preventDefault();
});
