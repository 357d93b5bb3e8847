/* The menu of a paragraph, opened by its ¶ or by selecting words: copies the paragraph's URL or the
   words with their citation, saves the paragraph in the basket, or reports an error in it. Without this
   file the ¶ is a plain link to its paragraph. */
import { copyText } from "./clipboard.js";
import { element } from "./dom.js";
import { add, items, MAX_ITEMS, remove } from "./basket-store.js";
import { gettext } from "./i18n.js";

// maximum characters of the paragraph quoted in an error report
const MAX_QUOTED = 50;

const textOf = (node) => node?.textContent.replace(/\s+/gu, " ").trim() ?? "";

function enable(section) {
  // the permalink, which is the same in every language
  const address = document.querySelector("link[rel=cite-as]").href;

  const attributes = { popover: "auto", role: "dialog", "aria-label": gettext("复制") };
  const menu = element("div", { class: "panel paragraph-menu", ...attributes });
  const linkButton = element("button", { type: "button", class: "quiet" });
  const quoteButton = element("button", { type: "button", class: "quiet" });
  const field = element("textarea", { readonly: "", hidden: "", "aria-label": gettext("要复制的文字") });
  const status = element("p", { role: "status", class: "status-message" });
  const basketButton = element("button", { type: "button", class: "quiet" });
  menu.append(linkButton, quoteButton, basketButton);
  // only if the archive has a contact address
  const mail = document.querySelector("[data-report]");
  const reportLink = element("a", { class: "report" });
  reportLink.textContent = gettext("报告本段错误");
  if (mail) menu.append(reportLink);
  menu.append(field, status);
  document.body.append(menu);

  // the paragraph of the menu, the words to quote, and the element that opened it
  let line, words, opener;
  // anchor → the name of its paragraph
  const lineNames = new Map();

  /** Returns the visible text of a range, in the chosen version (as read or as scanned). */
  function visibleText(range) {
    const hiddenVersion = document.getElementById("as-scanned")?.checked ? "ins" : ".line del";
    const container = range.commonAncestorContainer;
    const block = (container.closest ? container : container.parentElement).closest(".line, .scanned");
    // a range within one block is cloned without the block itself
    const holder = element("div", { class: block?.className ?? "" });
    holder.append(range.cloneContents());
    for (const part of holder.querySelectorAll(`.anchor, .visually-hidden, [hidden], ${hiddenVersion}`)) part.remove();
    const blocks = [...holder.querySelectorAll(".line, .scanned")];
    return (blocks.length ? blocks.map(textOf) : [textOf(holder)]).filter(Boolean).join("\n");
  }

  // the traditional characters of the page are a conversion, which a quotation has to say
  const conversionNote = document.querySelector(".conversion-notice") ? gettext("（由简体转换）") : "";

  /** Returns the citation of the article, with the URL of the paragraph. */
  function citationOfLine() {
    const citation = textOf(document.querySelector("#cite [data-citation]"));
    return citation.replace(address, `${address}#${line.id}`) + conversionNote;
  }

  async function copy(text, message) {
    field.hidden = await copyText(text, field);
    status.textContent = field.hidden ? message : gettext("无法自动复制，文字已选中，请按 Ctrl+C 或 ⌘C。");
  }

  linkButton.addEventListener("click", () => copy(`${address}#${line.id}`, gettext("链接已复制。")));
  quoteButton.addEventListener("click", () => copy(`${words}\n——${citationOfLine()}`, gettext("文字和出处已复制。")));

  const ident = new URL(address).pathname.split("/").at(-2);
  const itemOfLine = () => `${ident}-${line.id}`;

  function labelBasketButton() {
    basketButton.textContent = items().includes(itemOfLine()) ? gettext("移出收藏夹") : gettext("收藏本段");
  }

  basketButton.addEventListener("click", () => {
    const isSaved = items().includes(itemOfLine());
    if (isSaved) remove(itemOfLine());
    else if (add([itemOfLine()])) return (status.textContent = gettext("收藏夹已满，最多 %(most)s 条。", { most: MAX_ITEMS }));
    status.textContent = isSaved ? gettext("已移出收藏夹。") : gettext("本段已收藏。");
    labelBasketButton();
  });

  /** Returns the mailto URL of the article's error report, with URL, name and opening of the paragraph
      (web/error_report.py). */
  function reportUrl() {
    const [to, fields] = mail.getAttribute("href").split("?");
    const [subject, body] = fields.split("&").map((pair) => decodeURIComponent(pair.split("=")[1]));
    const name = lineNames.get(line.querySelector(".anchor")) ?? line.id;
    const quoted = textOf({ textContent: words });
    const characters = [...quoted];
    const excerpt = characters.length > MAX_QUOTED ? `${characters.slice(0, MAX_QUOTED).join("")}……` : quoted;
    const bodyWithParagraph = body.replace(
      gettext("网址：%(address)s", { address }),
      [
        gettext("网址：%(address)s#%(block)s", { address, block: line.id }),
        gettext("段落：%(name)s", { name }),
        gettext("原文：%(words)s", { words: excerpt }),
      ].join("\r\n"),
    );
    return `${to}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(bodyWithParagraph)}`;
  }

  /** Opens the menu below `box` (viewport pixels) for the words in a paragraph; `labels` are those of its buttons. */
  function openMenu(paragraph, selectedWords, box, labels) {
    [line, words] = [paragraph, selectedWords];
    [linkButton.textContent, quoteButton.textContent] = labels;
    [field.hidden, status.textContent] = [true, ""];
    labelBasketButton();
    if (mail) reportLink.href = reportUrl();
    menu.showPopover();
    const room = document.documentElement.clientWidth - menu.offsetWidth;
    menu.style.insetInlineStart = `${Math.max(0, Math.min(box.left, room)) + scrollX}px`;
    menu.style.insetBlockStart = `${box.bottom + scrollY}px`;
  }

  // the paragraph's name, extracted from the label of its anchor
  const [before, after] = gettext("%(name)s的链接", { name: "\n" }).split("\n");
  for (const anchor of section.querySelectorAll(".anchor")) {
    anchor.setAttribute("role", "button");
    anchor.setAttribute("aria-haspopup", "dialog");
    lineNames.set(anchor, anchor.getAttribute("aria-label").slice(before.length, -after.length || undefined));
    anchor.setAttribute("aria-label", gettext("%(name)s：复制链接或引文", { name: lineNames.get(anchor) }));
  }

  section.addEventListener("click", (event) => {
    const anchor = event.target.closest(".anchor");
    if (!anchor || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    opener = anchor;
    const block = anchor.closest(".line");
    const range = new Range();
    range.selectNodeContents(block);
    openMenu(block, visibleText(range), anchor.getBoundingClientRect(), [gettext("复制本段链接"), gettext("复制本段和出处")]);
    linkButton.focus();
  });
  section.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target.matches(".anchor")) {
      event.preventDefault();
      event.target.click();
    }
  });
  menu.addEventListener("toggle", ({ newState }) => {
    opener?.setAttribute("aria-expanded", String(newState === "open"));
    if (newState === "closed") opener = undefined;
  });

  // whether the selection has changed since the menu last opened for one, and the edges of that one
  let hasChanged = false;
  let edgesBefore = [];

  // selectionchange may come only after pointerup, so the selection is compared then, too
  function readSelection() {
    const { anchorNode, anchorOffset, focusNode, focusOffset } = getSelection();
    const edges = [anchorNode, anchorOffset, focusNode, focusOffset];
    hasChanged ||= edges.some((edge, i) => edge !== edgesBefore[i]);
    return edges;
  }
  document.addEventListener("selectionchange", readSelection);

  function openForSelection() {
    const selection = getSelection();
    const edgesNow = readSelection();
    if (!hasChanged || selection.isCollapsed) return;
    [hasChanged, edgesBefore] = [false, edgesNow];
    const range = selection.getRangeAt(0);
    const edges = [range.startContainer, range.endContainer].map((node) =>
      (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("section.text > :is(.line, .scanned)"),
    );
    // a triple click selects up to the beginning of the next block
    const selectedWords = edges[0] && (edges[1] || range.endOffset === 0) && visibleText(range);
    if (!selectedWords) return;
    const block = edges[0].matches(".line") ? edges[0] : edges[0].previousElementSibling;
    const boxes = range.getClientRects();
    openMenu(block, selectedWords, boxes[boxes.length - 1], [gettext("复制本段链接"), gettext("复制所选文字和出处")]);
  }

  // only when the selection is finished: the menu must not follow the pointer, or open during a further click
  let openTimer;
  document.addEventListener("pointerup", () => (openTimer = setTimeout(openForSelection)));
  document.addEventListener("pointerdown", () => clearTimeout(openTimer));
  document.addEventListener("keyup", (event) => event.key === "Shift" && openForSelection());
  // on touch screens, a tap shows the ¶ of its paragraph
  section.addEventListener("pointerdown", (event) => {
    section.querySelector(".line.tapped")?.classList.remove("tapped");
    event.target.closest(".line")?.classList.add("tapped");
  });
}

const text = document.querySelector("section.text");
if (text && HTMLElement.prototype.showPopover) enable(text);
