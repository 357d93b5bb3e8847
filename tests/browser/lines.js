/* The lines in which the browser has set each element: [{text, left, right, first, advances}], one
   list an element; `advances` are the widths from each character to the next, in pixels. */
(elements) => elements.map((element) => {
  const shown = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const lines = [];
  let range = new Range(), last;
  while (shown.nextNode()) {
    const node = shown.currentNode;
    if (node.parentElement.closest(".anchor, .visually-hidden, .gap") || !node.parentElement.getClientRects().length) continue;
    for (const { 0: character, index } of node.data.matchAll(/./gsu)) {
      range.setStart(node, index);
      range.setEnd(node, index + character.length);
      const box = range.getBoundingClientRect();
      if (!box.width || !character.trim()) continue;
      if (!last || box.top > last.bottom - last.height / 2) lines.push({ text: "", boxes: [] });
      lines.at(-1).text += character;
      lines.at(-1).boxes.push([box.left, box.right]);
      last = box;
    }
  }
  const edge = element.getBoundingClientRect();
  return lines.map(({ text, boxes }) => ({
    text,
    left: boxes[0][0] - edge.left,
    right: edge.right - boxes.at(-1)[1],
    advances: boxes.slice(1).map(([left], n) => left - boxes[n][0]),
  }));
})
