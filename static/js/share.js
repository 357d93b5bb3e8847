/* The panel 分享: copies the permalink of the page, or hands it to the share sheet of the system.
   Without this file there is no button. */
import { copyText } from "./clipboard.js";
import { gettext } from "./messages.js";

function enable(panel) {
  const field = panel.querySelector("input");
  const said = panel.querySelector("[role=status]");
  const send = panel.querySelector("[data-share-send]");
  // a list changes its address as it is narrowed
  const address = () => document.querySelector("link[rel=canonical]").href;

  async function copy() {
    const copied = await copyText(field.value, field);
    said.textContent = copied ? gettext("网址已复制。") : gettext("未能复制。网址已选中，请按 Ctrl+C 或 ⌘C。");
  }

  async function share() {
    said.textContent = "";
    try {
      await navigator.share({ title: document.title, url: field.value });
      panel.hidePopover();
    } catch (error) {
      // who closes the system's panel has changed his mind
      if (error.name !== "AbortError") said.textContent = gettext("未能发送，请复制网址。");
    }
  }

  panel.addEventListener("beforetoggle", ({ newState }) => {
    if (newState === "closed") return;
    field.value = address();
    said.textContent = "";
    send.hidden = !navigator.share;
  });
  panel.querySelector("[data-share-copy]").addEventListener("click", copy);
  send.addEventListener("click", share);
}

const panel = document.getElementById("share");
if (panel?.showPopover) enable(panel);
