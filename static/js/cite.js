/* Copy buttons beside citations: a button copies the text that stands before it, or the file that
   the link before it leads to. Without this file, or where the browser does not let a page copy,
   there are no buttons. */
import { gettext } from "./messages.js";

const SHOWN = 2000; // milliseconds that a button says what it did

const said = (button) => button.closest("section").querySelector("[data-copy-status]");

async function text(button) {
  const before = button.parentElement.querySelector("[data-copied], a[download]");
  if (before.localName !== "a") return before.textContent.trim();
  const answer = await fetch(before.href);
  if (!answer.ok) throw new Error(answer.status);
  return answer.text();
}

async function copy(button) {
  // Safari lets a page copy what is still on its way only as a promise
  const blob = text(button).then((words) => new Blob([words], { type: "text/plain" }));
  await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
}

function enable(button) {
  const label = button.textContent;
  let timer;
  const tell = (words) => {
    button.textContent = words;
    said(button).textContent = words;
    clearTimeout(timer);
    timer = setTimeout(() => (button.textContent = label), SHOWN);
  };
  button.hidden = false;
  button.addEventListener("click", () =>
    copy(button).then(() => tell(gettext("已复制")), () => tell(gettext("复制失败，请选中文字后手动复制")))
  );
}

// pages may copy only over HTTPS or from this machine itself
if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach(enable);
