/* The buttons ☆ 收藏 on every page, and the number of saved items. Without this file there is neither. */
import { add, entries, items, MAX_ITEMS, remove } from "./basket-store.js";
import { element } from "./dom.js";
import { gettext } from "./messages.js";

const count = document.querySelector("[data-basket-count]");
const status = element("p", { class: "visually-hidden", role: "status", "data-basket-status": "" });
document.body.append(status);

function refresh() {
  const kept = new Set(items());
  count.textContent = kept.size || "";
  for (const button of document.querySelectorAll("[data-keep]")) {
    button.setAttribute("aria-pressed", String(kept.has(button.dataset.keep)));
  }
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-keep]");
  if (!button) return;
  const item = button.dataset.keep;
  if (items().includes(item)) {
    remove(item);
    status.textContent = gettext("已移出收藏夹。");
  } else {
    const full = add([item]) > 0;
    status.textContent = full ? gettext("收藏夹已满，最多 %(most)s 条。", { most: MAX_ITEMS }) : gettext("已收藏，收藏夹里有 %(count)s 条。", { count: entries().length });
    if (full) button.title = status.textContent;
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
