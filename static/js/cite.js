/* Copy buttons beside citations: a button copies the text before it, or the file that the link before
   it points to. Without this file, or without access to the clipboard, there are no buttons. */
import { gettext } from "./messages.js";

const MESSAGE_TIME = 2000; // milliseconds for which a button shows the result

const statusOf = (button) => button.closest("section").querySelector("[data-copy-status]");

async function text(button) {
  const before = button.parentElement.querySelector("[data-copied], a[download]");
  if (before.localName !== "a") return before.textContent.trim();
  const answer = await fetch(before.href);
  if (!answer.ok) throw new Error(answer.status);
  return answer.text();
}

async function copy(button) {
  // Safari accepts content that is still loading only as a promise
  const blob = text(button).then((words) => new Blob([words], { type: "text/plain" }));
  await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
}

function enable(button) {
  const label = button.textContent;
  let timer;
  const announce = (words) => {
    button.textContent = words;
    statusOf(button).textContent = words;
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
