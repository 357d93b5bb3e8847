/* Run in a page of print_layouts.py: each printed line of every element with data-line.

   Returns {width, height, lines: [{line, start, end, x, y, width, height, size, bold, vertical}]}
   in pixels of the page; [start, end) counts in the element's text. */
() => {
  const lines = [];
  for (const element of document.querySelectorAll("[data-line]")) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let at = 0;
    let last = null;
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const style = getComputedStyle(node.parentElement);
      const size = parseFloat(style.fontSize);
      const vertical = style.writingMode.startsWith("vertical");
      const bold = parseInt(style.fontWeight, 10) >= 600;
      for (let i = 0; i < node.data.length; i += 1, at += 1) {
        if (/\s/.test(node.data[i])) continue;
        const range = document.createRange();
        range.setStart(node, i);
        range.setEnd(node, i + 1);
        const rects = [...range.getClientRects()].filter((rect) => rect.width && rect.height);
        if (!rects.length) continue;
        const rect = rects[rects.length - 1];
        const x = vertical ? rect.x + (rect.width - size) / 2 : rect.x;
        const y = vertical ? rect.y : rect.y + (rect.height - size) * 0.62;
        const right = vertical ? x + size : rect.right;
        const bottom = vertical ? rect.bottom : y + size;
        const goesOn = last && (vertical
          ? Math.abs(x - last.x) < size / 2 && y >= last.bottom - size / 2
          : Math.abs(y - last.y) < size / 2 && x >= last.right - size / 2);
        if (goesOn) {
          last.end = at + 1;
          last.right = Math.max(last.right, right);
          last.bottom = Math.max(last.bottom, bottom);
        } else {
          last = {
            line: Number(element.dataset.line), start: at, end: at + 1,
            x, y, right, bottom, size, bold, vertical,
          };
          lines.push(last);
        }
      }
    }
  }
  const { width, height } = document.body.getBoundingClientRect();
  return {
    width,
    height,
    lines: lines.map(({ right, bottom, ...line }) => ({
      ...line, width: right - line.x, height: bottom - line.y,
    })),
  };
}
