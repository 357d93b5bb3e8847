/* The panel 分享: copies the lasting address of the page, or hands it to the system's own way of sending.
   Without this file there is no button. */
"use strict";

(() => {
  const panel = document.getElementById("share");
  if (!panel?.showPopover) return;

  const field = panel.querySelector("input");
  const said = panel.querySelector("[role=status]");
  const send = panel.querySelector("[data-share-send]");
  // a list changes its address as it is narrowed
  const address = () => document.querySelector("link[rel=canonical]").href;

  async function copy() {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // refused, or not there: an address without TLS has no clipboard
      field.select();
      if (!document.execCommand("copy")) {
        said.textContent = "未能复制。网址已选中，请按 Ctrl+C 或 ⌘C。";
        return;
      }
    }
    said.textContent = "网址已复制。";
  }

  async function share() {
    said.textContent = "";
    try {
      await navigator.share({ title: document.title, url: field.value });
      panel.hidePopover();
    } catch (error) {
      // who closes the system's panel has changed his mind
      if (error.name !== "AbortError") said.textContent = "未能发送，请复制网址。";
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
})();
