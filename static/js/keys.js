/* Keys of one stroke, on every page, and the list of them (templates/_keys.html). They can be switched
   off (WCAG 2.1.4); other scripts that take a key ask `document.documentElement.dataset.keys`. */
const STORE = "keys";
const root = document.documentElement;
const dialog = document.getElementById("keys");
const wanted = dialog.querySelector("[data-keys-on]");

// a browser may refuse to remember
function remembered() {
  try {
    return localStorage.getItem(STORE);
  } catch {
    return null;
  }
}

function remember(value) {
  try {
    localStorage.setItem(STORE, value);
  } catch {
    // then it holds for this page
  }
}

root.dataset.keys = remembered() === "off" ? "off" : "on";
wanted.checked = root.dataset.keys === "on";
wanted.addEventListener("change", () => {
  root.dataset.keys = wanted.checked ? "on" : "off";
  remember(root.dataset.keys);
});

for (const button of document.querySelectorAll("[data-keys-open]")) {
  button.hidden = false;
  button.addEventListener("click", () => dialog.showModal());
}
// on the backdrop, which belongs to the dialog
dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());

// an article in a list, or on a page
const ENTRY = ":is(.entry, .story)";
const visible = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());

// each says whether it did something: else the key is the browser's, or another script's

function search() {
  const [box] = visible("main .search input, .masthead .search input");
  box?.select();
  box?.focus();
  return Boolean(box);
}

// from the entry that has the focus; where none has it, to the first that can be seen whole
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

// an arrow may have a selection to change, or a row to scroll; pages that turn from right to left have
// the next one on the left
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
// what has keys of its own
const OWN = "input, select, textarea, [contenteditable], [popover], dialog, [role=application]";

document.addEventListener("keydown", (event) => {
  if (root.dataset.keys === "off" || event.defaultPrevented || event.isComposing) return;
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest(OWN)) return;
  if (event.shiftKey && event.key.length > 1) return;
  if (KEYS[event.key]?.()) event.preventDefault();
});
