/* The basket of this browser: a list of {item, note} in local storage, `item` as addresses write it
   (b3k7w2q, b3k7w2q-p3). Nothing of it is ever sent but the items, in the address of the basket's page. */
// archives below different paths of one host share its storage
const PREFIX = new URL(import.meta.url).pathname.replace(/\/static\/.*$/u, "");
export const KEY = `basket${PREFIX}`;
export const MOST = 200;
export const ITEM = /^[0-9a-z]{7}(?:-[a-z]{1,2}[1-9][0-9]{0,3})?$/;

// what a browser that stores nothing has, until the page is left
let unsaved = [];

const isEntry = (entry) => typeof entry?.item === "string" && ITEM.test(entry.item);

/** The entries in order. */
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

/** Replaces the whole basket; other scripts of the page hear of it, other tabs by `storage`. */
export function save(list) {
  try {
    if (list.length) localStorage.setItem(KEY, JSON.stringify(list));
    else localStorage.removeItem(KEY);
  } catch {
    unsaved = list;
  }
  dispatchEvent(new Event("basket"));
}

/** Adds items that are not there yet; returns how many there was no room for. */
export function add(more) {
  const kept = entries();
  const added = [...new Set(more)].filter((item) => ITEM.test(item) && !kept.some((entry) => entry.item === item));
  const fitting = added.slice(0, MOST - kept.length);
  if (fitting.length) save([...kept, ...fitting.map((item) => ({ item, note: "" }))]);
  return added.length - fitting.length;
}

export const remove = (item) => save(entries().filter((entry) => entry.item !== item));

/** The address of the basket's page with these items. */
export const address = (path, list) => (list.length ? `${path}?items=${list.join(".")}` : path);
