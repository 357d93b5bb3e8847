/* The basket page of an offline copy: this browser's items, with headline and citation read from the
   articles' own pages. */
import { items, KEY, remove } from "./basket-store.js";
import { element } from "./dom.js";
import { gettext } from "./messages.js";

const list = document.querySelector("[data-offline-basket]");
const status = document.querySelector("[data-offline-status]");
const empty = status.textContent;
const articles = new URL("../articles/", location.href);

async function row(item) {
  const [ident, block] = item.split("-");
  const url = new URL(`${ident}/${list.dataset.index}`, articles);
  const answer = await fetch(url).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const headline = page?.querySelector("h1")?.textContent.trim().replace(/\s+/gu, " ") ?? item;
  const citation = page?.querySelector("#cite [data-citation]")?.textContent.trim() ?? gettext("这份副本没有这篇文章。");
  const button = element("button", { type: "button", class: "quiet", "aria-label": gettext("移出：%(headline)s", { headline }) }, gettext("移出"));
  button.addEventListener("click", () => {
    remove(item);
    show();
  });
  const name = page ? element("a", { href: block ? `${url.href}#${block}` : url.href }, headline) : headline;
  return element(
    "li",
    { class: "basket-entry" },
    element("h2", { class: "headline" }, name),
    element("p", { class: "basket-citation" }, citation),
    button,
  );
}

async function show() {
  const kept = items();
  status.textContent = kept.length ? gettext("共 %(count)s 条", { count: kept.length }) : empty;
  list.replaceChildren(...(await Promise.all(kept.map(row))));
}

show();
// changed in another tab
addEventListener("storage", ({ key }) => key === KEY && show());
