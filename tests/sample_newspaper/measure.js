/* Run in a page of the sample newspaper: where every character was set, in pixels of the page.

   Returns the parts of the page in reading order. A part is an element that says what it is:
   data-deck, data-block, data-apart or data-picture (templates of them are in source/). */
() => {
  const vertical = document.body.classList.contains("vertical");
  const square = (x, y, width, height) => ({ x, y, width, height });

  // the square that the type fills, not the line's height around it
  const typeBox = (rect, size) =>
    vertical
      ? square(rect.x + (rect.width - size) / 2, rect.y, size, rect.height)
      : // the em square of CJK fonts begins at 0.189 of the ascent and descent together
        square(rect.x, rect.y + (rect.height - size) * 0.62, rect.width, size);

  const characters = (element) => {
    const found = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const parent = node.parentElement;
      const size = parseFloat(getComputedStyle(parent).fontSize);
      const range = document.createRange();
      for (let i = 0; i < node.data.length; i += 1) {
        if (/[ \t\n]/.test(node.data[i])) continue;
        range.setStart(node, i);
        range.setEnd(node, i + 1);
        const rects = [...range.getClientRects()].filter((rect) => rect.width && rect.height);
        if (!rects.length) continue;
        const box = typeBox(rects[rects.length - 1], size);
        found.push({ printed: node.data[i], scanned: parent.dataset.scan ?? node.data[i], ...box });
      }
    }
    return found;
  };

  // the box around what is set in each column that the element runs through
  const columns = (element, set) => {
    const fragments = [...element.getClientRects()];
    const inside = (c, f) =>
      c.x + c.width / 2 >= f.left - 1 && c.x + c.width / 2 <= f.right + 1 &&
      c.y + c.height / 2 >= f.top - 1 && c.y + c.height / 2 <= f.bottom + 1;
    return fragments
      .map((fragment) => set.filter((character) => inside(character, fragment)))
      .filter((within) => within.length)
      .map((within) => {
        const left = Math.min(...within.map((c) => c.x));
        const top = Math.min(...within.map((c) => c.y));
        const right = Math.max(...within.map((c) => c.x + c.width));
        const bottom = Math.max(...within.map((c) => c.y + c.height));
        return square(left, top, right - left, bottom - top);
      });
  };

  const part = (element) => {
    const article = element.closest("article");
    const shared = { ...element.dataset, ident: article?.dataset.ident ?? "" };
    if ("picture" in element.dataset) {
      const { x, y, width, height } = element.querySelector("svg").getBoundingClientRect();
      return { ...shared, box: square(x, y, width, height), characters: [], columns: [] };
    }
    const set = characters(element);
    return { ...shared, characters: set, columns: columns(element, set) };
  };

  const { width, height } = document.body.getBoundingClientRect();
  return {
    page: document.body.dataset.page,
    name: document.body.dataset.name,
    vertical,
    width,
    height,
    articles: [...document.querySelectorAll("article")].map((article) => ({ ...article.dataset })),
    parts: [
      ...document.querySelectorAll("[data-deck], [data-block], [data-apart], [data-picture]"),
    ].map(part),
  };
}
