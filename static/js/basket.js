/* The buttons ☆ 收藏 that save an article, and the number of saved items. Without this file there is neither. */
import { add, entries, items, MAX_ITEMS, remove } from "./basket-store.js";
import { element } from "./dom.js";
import { gettext } from "./i18n.js";

const count = document.querySelector("[data-basket-count]");
const status = element("p", { class: "visually-hidden", role: "status", "data-save-status": "" });
document.body.append(status);

function refresh() {
  const saved = new Set(items());
  count.textContent = saved.size || "";
  for (const button of document.querySelectorAll("[data-save]")) {
    button.setAttribute("aria-pressed", String(saved.has(button.dataset.save)));
  }
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-save]");
  if (!button) return;
  const item = button.dataset.save;
  if (items().includes(item)) {
    remove(item);
    status.textContent = gettext("已移出收藏夹。");
  } else {
    const isFull = add([item]) > 0;
    status.textContent = isFull
      ? gettext("收藏夹已满，最多 %(most)s 条。", { most: MAX_ITEMS })
      : gettext("已收藏，收藏夹里有 %(count)s 条。", { count: entries().length });
    if (isFull) button.title = status.textContent;
  }
});

addEventListener("basket", refresh);
// changed in another tab, or on a later page before the reader came back to this one
addEventListener("storage", refresh);
addEventListener("pageshow", refresh);
// static/js/list.js swaps in lists with new buttons
new MutationObserver((changes) => {
  if (changes.some((change) => change.addedNodes.length)) refresh();
}).observe(document.getElementById("main"), { childList: true, subtree: true });
refresh();
