/* The panel 分享: copies the permalink of the page, or passes it to the system's share sheet. Without
   this file there is no button. */
import { copyText } from "./clipboard.js";
import { gettext } from "./i18n.js";

function enable(panel) {
  const field = panel.querySelector("input");
  const status = panel.querySelector("[role=status]");
  const shareButton = panel.querySelector("[data-share-send]");
  // filtering a list changes its URL without a reload
  const permalink = () => document.querySelector("link[rel=canonical]").href;

  async function copy() {
    const isCopied = await copyText(field.value, field);
    status.textContent = isCopied ? gettext("网址已复制。") : gettext("未能复制。网址已选中，请按 Ctrl+C 或 ⌘C。");
  }

  async function share() {
    status.textContent = "";
    try {
      await navigator.share({ title: document.title, url: field.value });
      panel.hidePopover();
    } catch (error) {
      // AbortError: the reader closed the share sheet
      if (error.name !== "AbortError") status.textContent = gettext("未能发送，请复制网址。");
    }
  }

  panel.addEventListener("beforetoggle", ({ newState }) => {
    if (newState === "closed") return;
    field.value = permalink();
    status.textContent = "";
    shareButton.hidden = !navigator.share;
  });
  panel.querySelector("[data-share-copy]").addEventListener("click", copy);
  shareButton.addEventListener("click", share);
}

const panel = document.getElementById("share");
if (panel?.showPopover) enable(panel);
