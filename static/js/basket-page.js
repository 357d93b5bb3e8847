/* The basket page: reordering, notes, removal and import of this browser's basket. A URL with other
   items than this browser's is a shared basket, which can be added to it. */
import { KEY, add, address, entries, items, ITEM, MAX_ITEMS, save } from "./basket-store.js";
import { copyText } from "./clipboard.js";
import { element } from "./dom.js";
import { gettext } from "./i18n.js";

const page = document.getElementById("basket");
const list = page.querySelector(".basket-list");
const status = page.querySelector("[data-basket-status]");
const PATH = location.pathname;
const ownItems = () => items().join(".");

/** Returns the items in a text: URLs of articles and baskets, ids in citation files, or bare idents. */
function itemsIn(text) {
  const matches = [];
  const REFERENCES = /[?&]items=([0-9a-z.-]+)|\/articles\/([0-9a-z]{7})\/(?:#([a-z]{1,2}[0-9]+))?|(?:@\w+\{|"id": *"|ID {2}- )(?:[a-z0-9]+-)+?([0-9a-z]{7}(?:-[a-z]{1,2}[0-9]+)?)(?=[",\s])/giu;
  for (const [, basketItems, ident, block, citedItem] of text.matchAll(REFERENCES)) {
    if (basketItems) matches.push(...basketItems.split("."));
    else matches.push(citedItem ?? (block ? `${ident}-${block}` : ident));
  }
  if (!matches.length) matches.push(...text.split(/[\s,，;；、]+/u));
  return [...new Set(matches.map((item) => item.toLowerCase()).filter((item) => ITEM.test(item)))];
}

function announce(message) {
  status.textContent = message;
  status.hidden = !message;
}

function openBasket(basketItems) {
  location.assign(address(PATH, basketItems));
}

const rows = () => [...(list?.children ?? [])];

/** Stores the order of the rows, and updates the URL and the links with it. */
function storeOrder() {
  const notes = new Map(entries().map(({ item, note }) => [item, note]));
  const order = rows().map((row) => row.dataset.item);
  save(order.map((item) => ({ item, note: notes.get(item) ?? "" })));
  page.dataset.items = order.join(".");
  const url = new URL(location.href);
  url.search = order.length ? `?items=${order.join(".")}` : "";
  history.replaceState(null, "", url);
  document.querySelector("link[rel=canonical]").href = address(new URL(PATH, location.origin).href, order);
  for (const field of page.querySelectorAll("[data-basket-items]")) field.value = order.join(".");
  // citation files and the reading view have the remaining items, in the same order
  for (const link of page.querySelectorAll("[data-basket-link]")) {
    const file = new URL(link.href);
    const inFile = file.searchParams.get("items").split(".");
    const listed = inFile.filter((item) => order.includes(item));
    const unlisted = inFile.filter((item) => !order.includes(item) && !removed.has(item));
    listed.sort((a, b) => order.indexOf(a) - order.indexOf(b));
    link.href = address(file.pathname, [...listed, ...unlisted]);
  }
  page.ownerDocument.querySelector("[data-basket-total]").textContent = gettext("%(count)s 条", { count: order.length });
  updateMoveButtons();
}

const removed = new Set();

function updateMoveButtons() {
  rows().forEach((row, index, all) => {
    row.querySelector("[data-move='-1']").disabled = index === 0;
    row.querySelector("[data-move='1']").disabled = index === all.length - 1;
  });
}

function move(row, by) {
  const index = rows().indexOf(row);
  const neighbour = rows()[index + by];
  if (!neighbour) return;
  neighbour[by < 0 ? "before" : "after"](row);
  storeOrder();
  announce(gettext("已移到第 %(number)s 条。", { number: index + by + 1 }));
}

function remove(row) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  removed.add(row.dataset.item);
  row.remove();
  if (!next) {
    save([]);
    return location.replace(PATH);
  }
  storeOrder();
  next.focus();
  announce(gettext("已移出，还有 %(count)s 条。", { count: rows().length }));
}

function writeNote(row, text) {
  save(entries().map((entry) => (entry.item === row.dataset.item ? { ...entry, note: text } : entry)));
}

function enableEditing() {
  const notes = new Map(entries().map((entry) => [entry.item, entry.note]));
  for (const row of rows()) {
    const controls = row.querySelector("[data-basket-controls]");
    const name = row.querySelector(".headline").textContent.trim().replace(/\s+/gu, " ");
    controls.hidden = false;
    for (const button of controls.querySelectorAll("button")) {
      button.setAttribute("aria-label", `${button.textContent}：${name}`);
    }
    const field = controls.querySelector("textarea");
    field.value = notes.get(row.dataset.item) ?? "";
    field.setAttribute("aria-label", gettext("备注：%(name)s", { name }));
    field.addEventListener("input", () => writeNote(row, field.value));
  }
  list.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-move], [data-remove]");
    if (!button) return;
    const row = button.closest("[data-item]");
    if ("remove" in button.dataset) return remove(row);
    move(row, Number(button.dataset.move));
    (button.disabled ? row : button).focus();
  });
  const clear = page.querySelector("[data-basket-clear]");
  clear.hidden = false;
  clear.addEventListener("click", () => {
    if (!confirm(gettext("清空收藏夹？备注也会删除。"))) return;
    save([]);
    location.replace(PATH);
  });
  updateMoveButtons();
}

function offerShared() {
  const shared = page.querySelector("[data-basket-shared]");
  shared.hidden = false;
  shared.querySelector("[data-basket-adopt]").addEventListener("click", () => {
    if (!add(page.dataset.items.split("."))) openBasket(items());
    else announce(gettext("收藏夹最多 %(most)s 条，有几条没有加入。", { most: MAX_ITEMS }));
  });
}

function enableCopying() {
  const button = page.querySelector("[data-basket-copy]");
  const field = element("textarea", { readonly: "", hidden: "", "aria-label": gettext("全部引文") });
  button.after(field);
  button.hidden = false;
  button.addEventListener("click", async () => {
    const lines = [...page.querySelectorAll("[data-basket-citation]")].map((line) => line.textContent.trim());
    const copied = await copyText(lines.join("\n"), field);
    field.hidden = copied;
    announce(copied ? gettext("已复制 %(count)s 条引文。", { count: lines.length }) : gettext("未能复制。引文已选中，请按 Ctrl+C 或 ⌘C。"));
  });
}

function enableImport() {
  page.querySelector("[data-basket-import]").hidden = false;
  page.querySelector("[data-basket-form]").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const [file] = form.querySelector("input").files;
    const text = form.querySelector("textarea").value + (file ? `\n${await file.text()}` : "");
    const imported = itemsIn(text);
    if (!imported.length) return announce(gettext("没有找到文章的网址或编号。"));
    const left = add(imported);
    if (left) return announce(gettext("收藏夹最多 %(most)s 条，有 %(left)s 条没有加入。", { most: MAX_ITEMS, left }));
    openBasket(items());
  });
}

function initialize() {
  enableImport();
  if (!page.dataset.items) {
    if (items().length) location.replace(address(PATH, items()));
    return;
  }
  enableCopying();
  if (page.dataset.items === ownItems()) enableEditing();
  else offerShared();
}

// a shared basket stays on the page even if this browser's basket changes
const isShared = page.dataset.items && page.dataset.items !== ownItems();
initialize();
// changed in another tab
addEventListener("storage", ({ key }) => {
  if (key === KEY && !isShared && page.dataset.items !== ownItems()) location.replace(address(PATH, items()));
});
