/* Copy buttons beside citations: each copies the text before it, or the file that the link before it points
   to. Without this file, or without access to the clipboard, there are no buttons. */
import { gettext } from "./i18n.js";

const MESSAGE_TIME = 2000; // milliseconds for which a button shows the result

const statusOf = (button) => button.closest("section").querySelector("[data-copy-status]");

async function textOf(button) {
  const source = button.parentElement.querySelector("[data-copied], a[download]");
  if (source.localName !== "a") return source.textContent.trim();
  const response = await fetch(source.href);
  if (!response.ok) throw new Error(response.status);
  return response.text();
}

async function copy(button) {
  // Safari accepts content that is still loading only as a promise
  const blob = textOf(button).then((text) => new Blob([text], { type: "text/plain" }));
  await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
}

function enable(button) {
  const label = button.textContent;
  let timer;
  const announce = (message) => {
    button.textContent = message;
    statusOf(button).textContent = message;
    clearTimeout(timer);
    timer = setTimeout(() => (button.textContent = label), MESSAGE_TIME);
  };
  button.hidden = false;
  button.addEventListener("click", () =>
    copy(button).then(() => announce(gettext("已复制")), () => announce(gettext("复制失败，请选中文字后手动复制")))
  );
}

// the clipboard exists only over HTTPS and on localhost
if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach(enable);
