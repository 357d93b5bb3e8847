/* The menu of a paragraph, opened by its ¶ or by selecting words: copies the paragraph's URL or the
   words with their citation, saves the paragraph in the basket, or reports an error in it. Without this
   file the ¶ is a plain link to its paragraph. */
import { copyText } from "./clipboard.js";
import { element } from "./dom.js";
import { add, items, MAX_ITEMS, remove } from "./basket-store.js";
import { gettext } from "./messages.js";

// maximum characters of the paragraph quoted in an error report
const QUOTED = 50;

const plain = (node) => node?.textContent.replace(/\s+/gu, " ").trim() ?? "";

function enable(text) {
  // the permalink, which is the same in every language
  const address = document.querySelector("link[rel=cite-as]").href;

  const menu = element("div", { class: "panel passage", popover: "auto", role: "dialog", "aria-label": gettext("复制") });
  const link = element("button", { type: "button", class: "quiet" });
  const quote = element("button", { type: "button", class: "quiet" });
  const field = element("textarea", { readonly: "", hidden: "", "aria-label": gettext("要复制的文字") });
  const status = element("p", { role: "status", class: "status-message" });
  const basketButton = element("button", { type: "button", class: "quiet" });
  menu.append(link, quote, basketButton);
  // only if the archive has a contact address
  const mail = document.querySelector("[data-report]");
  const report = element("a", { class: "report" });
  report.textContent = gettext("报告本段错误");
  if (mail) menu.append(report);
  menu.append(field, status);
  document.body.append(menu);

  // the paragraph of the menu, the words to quote, and the element that opened it
  let line, words, opener;
  // anchor → the name of its paragraph
  const lineNames = new Map();

  /** The visible text of a range, in the chosen version (as read or as scanned). */
  function visibleText(range) {
    const gone = document.getElementById("as-scanned")?.checked ? "ins" : ".line del";
    const within = range.commonAncestorContainer;
    const block = (within.closest ? within : within.parentElement).closest(".line, .scanned");
    // a range within one block is cloned without the block itself
    const holder = element("div", { class: block?.className ?? "" });
    holder.append(range.cloneContents());
    for (const part of holder.querySelectorAll(`.anchor, .visually-hidden, [hidden], ${gone}`)) part.remove();
    const blocks = [...holder.querySelectorAll(".line, .scanned")];
    return (blocks.length ? blocks.map(plain) : [plain(holder)]).filter(Boolean).join("\n");
  }

  // the traditional characters of the page are a conversion, which a quotation has to say
  const converted = document.querySelector(".converted") ? gettext("（由简体转换）") : "";

  /** The citation of the article, with the URL of the paragraph. */
  function source() {
    const citation = plain(document.querySelector("#cite [data-citation]"));
    return citation.replace(address, `${address}#${line.id}`) + converted;
  }

  async function copy(copied, done) {
    field.hidden = await copyText(copied, field);
    status.textContent = field.hidden ? done : gettext("无法自动复制，文字已选中，请按 Ctrl+C 或 ⌘C。");
  }

  link.addEventListener("click", () => copy(`${address}#${line.id}`, gettext("链接已复制。")));
  quote.addEventListener("click", () => copy(`${words}\n——${source()}`, gettext("文字和出处已复制。")));

  const ident = new URL(address).pathname.split("/").at(-2);
  const item = () => `${ident}-${line.id}`;

  function labelBasketButton() {
    basketButton.textContent = items().includes(item()) ? gettext("移出收藏夹") : gettext("收藏本段");
  }

  basketButton.addEventListener("click", () => {
    const kept = items().includes(item());
    if (kept) remove(item());
    else if (add([item()])) return (status.textContent = gettext("收藏夹已满，最多 %(most)s 条。", { most: MAX_ITEMS }));
    status.textContent = kept ? gettext("已移出收藏夹。") : gettext("本段已收藏。");
    labelBasketButton();
  });

  /** The mailto URL of the article's error report, with URL, name and opening of the paragraph
      (web/error_report.py). */
  function reportUrl() {
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

  /** Opens the menu below `box` (viewport pixels) for the words `chosen` in the paragraph `of`. */
  function open(of, chosen, box, names) {
    [line, words] = [of, chosen];
    [link.textContent, quote.textContent] = names;
    [field.hidden, status.textContent] = [true, ""];
    labelBasketButton();
    if (mail) report.href = reportUrl();
    menu.showPopover();
    const room = document.documentElement.clientWidth - menu.offsetWidth;
    menu.style.insetInlineStart = `${Math.max(0, Math.min(box.left, room)) + scrollX}px`;
    menu.style.insetBlockStart = `${box.bottom + scrollY}px`;
  }

  // the paragraph's name, extracted from the label of its anchor
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
    open(block, visibleText(range), anchor.getBoundingClientRect(), [gettext("复制本段链接"), gettext("复制本段和出处")]);
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

  // whether the selection has changed since the menu last opened for one, and the edges of that one
  let changed = false;
  let edgesBefore = [];

  // selectionchange may come only after pointerup, so the selection is compared then, too
  function readSelection() {
    const { anchorNode, anchorOffset, focusNode, focusOffset } = getSelection();
    const edges = [anchorNode, anchorOffset, focusNode, focusOffset];
    changed ||= edges.some((edge, i) => edge !== edgesBefore[i]);
    return edges;
  }
  document.addEventListener("selectionchange", readSelection);

  function openForSelection() {
    const selection = getSelection();
    const edgesNow = readSelection();
    if (!changed || selection.isCollapsed) return;
    [changed, edgesBefore] = [false, edgesNow];
    const range = selection.getRangeAt(0);
    const edges = [range.startContainer, range.endContainer].map((node) =>
      (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("section.text > .line, section.text > .scanned"),
    );
    // a triple click selects up to the beginning of the next block
    const chosen = edges[0] && (edges[1] || range.endOffset === 0) && visibleText(range);
    if (!chosen) return;
    const block = edges[0].matches(".line") ? edges[0] : edges[0].previousElementSibling;
    const boxes = range.getClientRects();
    open(block, chosen, boxes[boxes.length - 1], [gettext("复制本段链接"), gettext("复制所选文字和出处")]);
  }

  // only when the selection is finished: the menu must not follow the pointer, or open during a further click
  let opening;
  document.addEventListener("pointerup", () => (opening = setTimeout(openForSelection)));
  document.addEventListener("pointerdown", () => clearTimeout(opening));
  document.addEventListener("keyup", (event) => event.key === "Shift" && openForSelection());
  // on touch screens, a tap shows the ¶ of its paragraph
  text.addEventListener("pointerdown", (event) => {
    text.querySelector(".line.tapped")?.classList.remove("tapped");
    event.target.closest(".line")?.classList.add("tapped");
  });
}

const text = document.querySelector("section.text");
if (text && HTMLElement.prototype.showPopover) enable(text);
