/* Copies the address of a paragraph, or its words with their source, or keeps it in the basket: behind the ¶ of every paragraph,
   and beside words that are selected. Without this file the ¶ is a plain link to its paragraph. */
import { copyText } from "./clipboard.js";
import { element } from "./dom.js";
import { add, items, MOST, remove } from "./basket-store.js";
import { gettext } from "./messages.js";

// characters of the paragraph in a mail about it
const QUOTED = 50;

const plain = (node) => node?.textContent.replace(/\s+/gu, " ").trim() ?? "";

function enable(text) {
  // the permalink, which is the same in every language
  const address = document.querySelector("link[rel=cite-as]").href;

  const menu = element("div", { class: "panel passage", popover: "auto", role: "dialog", "aria-label": gettext("复制") });
  const link = element("button", { type: "button", class: "quiet" });
  const quote = element("button", { type: "button", class: "quiet" });
  const field = element("textarea", { readonly: "", hidden: "", "aria-label": gettext("要复制的文字") });
  const said = element("p", { role: "status", class: "said" });
  const keep = element("button", { type: "button", class: "quiet" });
  menu.append(link, quote, keep);
  // where the archive names somebody to write to
  const mail = document.querySelector("[data-report]");
  const report = element("a", { class: "report" });
  report.textContent = gettext("报告本段错误");
  if (mail) menu.append(report);
  menu.append(field, said);
  document.body.append(menu);

  // the paragraph that the menu is for, the words to quote, and what had the focus
  let line, words, opener;
  // anchor → the name of its paragraph
  const lineNames = new Map();

  /** What a reader sees of a stretch of the text, as the version chosen has it. */
  function seen(range) {
    const gone = document.getElementById("as-scanned")?.checked ? "ins" : ".line del";
    const within = range.commonAncestorContainer;
    const block = (within.closest ? within : within.parentElement).closest(".line, .scanned");
    // out of one block, the words come without it
    const holder = element("div", { class: block?.className ?? "" });
    holder.append(range.cloneContents());
    for (const part of holder.querySelectorAll(`.anchor, .unseen, [hidden], ${gone}`)) part.remove();
    const blocks = [...holder.querySelectorAll(".line, .scanned")];
    return (blocks.length ? blocks.map(plain) : [plain(holder)]).filter(Boolean).join("\n");
  }

  // words in traditional characters are not those of the newspaper
  const converted = document.querySelector(".converted") ? gettext("（由简体转换）") : "";

  /** The citation of the article, by the address of the paragraph. */
  function source() {
    const citation = plain(document.querySelector("#cite [data-citation]"));
    return citation.replace(address, `${address}#${line.id}`) + converted;
  }

  async function copy(copied, done) {
    field.hidden = await copyText(copied, field);
    said.textContent = field.hidden ? done : gettext("无法自动复制，文字已选中，请按 Ctrl+C 或 ⌘C。");
  }

  link.addEventListener("click", () => copy(`${address}#${line.id}`, gettext("链接已复制。")));
  quote.addEventListener("click", () => copy(`${words}\n——${source()}`, gettext("文字和出处已复制。")));

  const ident = new URL(address).pathname.split("/").at(-2);
  const item = () => `${ident}-${line.id}`;

  function nameKeep() {
    keep.textContent = items().includes(item()) ? gettext("移出收藏夹") : gettext("收藏本段");
  }

  keep.addEventListener("click", () => {
    const kept = items().includes(item());
    if (kept) remove(item());
    else if (add([item()])) return (said.textContent = gettext("收藏夹已满，最多 %(most)s 条。", { most: MOST }));
    said.textContent = kept ? gettext("已移出收藏夹。") : gettext("本段已收藏。");
    nameKeep();
  });

  /** The mail about the article with the paragraph's address, name and first words (web/error_report.py). */
  function mailAbout() {
    const [to, fields] = mail.getAttribute("href").split("?");
    const [subject, body] = fields.split("&").map((pair) => decodeURIComponent(pair.split("=")[1]));
    const name = lineNames.get(line.querySelector(".anchor")) ?? line.id;
    const first = plain({ textContent: words });
    const characters = [...first];
    const shown = characters.length > QUOTED ? `${characters.slice(0, QUOTED).join("")}……` : first;
    const named = body.replace(
      gettext("网址：%(address)s", { address }),
      [
        gettext("网址：%(address)s#%(block)s", { address, block: line.id }),
        gettext("段落：%(name)s", { name }),
        gettext("原文：%(words)s", { words: shown }),
      ].join("\r\n"),
    );
    return `${to}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(named)}`;
  }

  /** Open below `box`, in pixels of the window, for words in `of`. */
  function open(of, chosen, box, names) {
    [line, words] = [of, chosen];
    [link.textContent, quote.textContent] = names;
    [field.hidden, said.textContent] = [true, ""];
    nameKeep();
    if (mail) report.href = mailAbout();
    menu.showPopover();
    const room = document.documentElement.clientWidth - menu.offsetWidth;
    menu.style.insetInlineStart = `${Math.max(0, Math.min(box.left, room)) + scrollX}px`;
    menu.style.insetBlockStart = `${box.bottom + scrollY}px`;
  }

  // the paragraph's name, out of the label that the page gives its anchor
  const [before, after] = gettext("%(name)s的链接", { name: "\n" }).split("\n");
  for (const anchor of text.querySelectorAll(".anchor")) {
    anchor.setAttribute("role", "button");
    anchor.setAttribute("aria-haspopup", "dialog");
    lineNames.set(anchor, anchor.getAttribute("aria-label").slice(before.length, -after.length || undefined));
    anchor.setAttribute("aria-label", gettext("%(name)s：复制链接或引文", { name: lineNames.get(anchor) }));
  }

  text.addEventListener("click", (event) => {
    const anchor = event.target.closest(".anchor");
    if (!anchor || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    opener = anchor;
    const block = anchor.closest(".line");
    const range = new Range();
    range.selectNodeContents(block);
    open(block, seen(range), anchor.getBoundingClientRect(), [gettext("复制本段链接"), gettext("复制本段和出处")]);
    link.focus();
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target.matches(".anchor")) {
      event.preventDefault();
      event.target.click();
    }
  });
  menu.addEventListener("toggle", ({ newState }) => {
    opener?.setAttribute("aria-expanded", String(newState === "open"));
    if (newState === "closed") opener = undefined;
  });

  // whether something else was selected since the menu last opened for a selection, and for which it did
  let changed = false;
  let edgesBefore = [];

  // the browser tells of a change later, at times only after the pointer is up: so it is looked for then, too
  function lookForChange() {
    const { anchorNode, anchorOffset, focusNode, focusOffset } = getSelection();
    const edges = [anchorNode, anchorOffset, focusNode, focusOffset];
    changed ||= edges.some((edge, i) => edge !== edgesBefore[i]);
    return edges;
  }
  document.addEventListener("selectionchange", lookForChange);

  function selected() {
    const selection = getSelection();
    const edgesNow = lookForChange();
    if (!changed || selection.isCollapsed) return;
    [changed, edgesBefore] = [false, edgesNow];
    const range = selection.getRangeAt(0);
    const edges = [range.startContainer, range.endContainer].map((node) =>
      (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("section.text > .line, section.text > .scanned"),
    );
    // a whole paragraph chosen by three clicks ends where the next thing begins
    const chosen = edges[0] && (edges[1] || range.endOffset === 0) && seen(range);
    if (!chosen) return;
    const block = edges[0].matches(".line") ? edges[0] : edges[0].previousElementSibling;
    const boxes = range.getClientRects();
    open(block, chosen, boxes[boxes.length - 1], [gettext("复制本段链接"), gettext("复制所选文字和出处")]);
  }

  // only when the selection is made: a menu must not run after the pointer, nor open while it is down again
  let opening;
  document.addEventListener("pointerup", () => (opening = setTimeout(selected)));
  document.addEventListener("pointerdown", () => clearTimeout(opening));
  document.addEventListener("keyup", (event) => event.key === "Shift" && selected());
  // where nothing can hover, a tap shows the ¶ of its paragraph
  text.addEventListener("pointerdown", (event) => {
    text.querySelector(".line.tapped")?.classList.remove("tapped");
    event.target.closest(".line")?.classList.add("tapped");
  });
}

const text = document.querySelector("section.text");
if (text && HTMLElement.prototype.showPopover) enable(text);
