/* The basket of this browser: a list of {item, note} in local storage, `item` as in URLs
   (b3k7w2q, b3k7w2q-p3). Only the items are ever sent, in the URL of the basket page. */
// archives under different paths of one host share its local storage
const PREFIX = new URL(import.meta.url).pathname.replace(/\/static\/.*$/u, "");
export const KEY = `basket${PREFIX}`;
export const MAX_ITEMS = 200;
export const ITEM = /^[0-9a-z]{7}(?:-[a-z]{1,2}[1-9][0-9]{0,3})?$/;

// fallback without local storage: lost when the page is left
let unsaved = [];

const isEntry = (entry) => typeof entry?.item === "string" && ITEM.test(entry.item);

/** Returns the entries in order. */
export function entries() {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    if (!Array.isArray(stored)) return [];
    return stored.filter(isEntry).map(({ item, note }) => ({ item, note: typeof note === "string" ? note : "" }));
  } catch {
    return unsaved;
  }
}

export const items = () => entries().map((entry) => entry.item);

/** Replaces the whole basket; dispatches `basket` on this page, and `storage` in other tabs. */
export function save(list) {
  try {
    if (list.length) localStorage.setItem(KEY, JSON.stringify(list));
    else localStorage.removeItem(KEY);
  } catch {
    unsaved = list;
  }
  dispatchEvent(new Event("basket"));
}

/** Adds the items that are missing; returns the number of those that did not fit. */
export function add(newItems) {
  const saved = entries();
  const isSaved = (item) => saved.some((entry) => entry.item === item);
  const missing = [...new Set(newItems)].filter((item) => ITEM.test(item) && !isSaved(item));
  const fitting = missing.slice(0, MAX_ITEMS - saved.length);
  if (fitting.length) save([...saved, ...fitting.map((item) => ({ item, note: "" }))]);
  return missing.length - fitting.length;
}

export const remove = (item) => save(entries().filter((entry) => entry.item !== item));

/** Returns the URL of the basket page with these items. */
export const address = (path, list) => (list.length ? `${path}?items=${list.join(".")}` : path);
