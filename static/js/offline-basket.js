/* The basket page of an offline copy: this browser's items, with headline and citation read from the
   articles' own pages. */
import { items, KEY, remove } from "./basket-store.js";
import { element } from "./dom.js";
import { gettext } from "./i18n.js";

const list = document.querySelector("[data-offline-basket]");
const status = document.querySelector("[data-offline-status]");
const emptyMessage = status.textContent;
const articles = new URL("../articles/", location.href);

async function renderRow(item) {
  const [ident, block] = item.split("-");
  const url = new URL(`${ident}/${list.dataset.index}`, articles);
  const response = await fetch(url).catch(() => null);
  const page = response?.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
  const headline = page?.querySelector("h1")?.textContent.trim().replace(/\s+/gu, " ") ?? item;
  const citation = page?.querySelector("#cite [data-citation]")?.textContent.trim() ?? gettext("这份副本没有这篇文章。");
  const label = gettext("移出：%(headline)s", { headline });
  const button = element("button", { type: "button", class: "quiet", "aria-label": label }, gettext("移出"));
  button.addEventListener("click", () => {
    remove(item);
    render();
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

async function render() {
  const saved = items();
  status.textContent = saved.length ? gettext("共 %(count)s 条", { count: saved.length }) : emptyMessage;
  list.replaceChildren(...(await Promise.all(saved.map(renderRow))));
}

render();
// changed in another tab
addEventListener("storage", ({ key }) => key === KEY && render());
