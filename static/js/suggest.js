/* Suggestions while typing, for every search form that names where to ask (data-suggest). Without
   this file the form works as it is. After the ARIA combobox pattern: the focus stays in the box. */
import { element } from "./dom.js";
import { gettext } from "./messages.js";

const WAIT = 120; // milliseconds without a key before asking
let lists = 0;

// only addresses of this site: what was fetched names where the reader is led
function ours(url) {
  const there = new URL(url, location.href);
  return there.origin === location.origin ? there.href : "";
}

function enhance(form, input) {
  const id = `suggestions-${++lists}`;
  const list = element("ul", { id, role: "listbox", class: "suggestions", "aria-label": gettext("检索建议"), hidden: "" });
  const said = element("p", { role: "status", class: "unseen" });
  const name = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id };
  for (const [key, value] of Object.entries(name)) input.setAttribute(key, value);
  form.classList.add("suggesting");
  form.append(list, said);

  // `answered` is what was typed when the list was asked for
  let timer, asked, answered = "", chosen = -1;

  const options = () => [...list.children];

  function choose(n) {
    chosen = n;
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === n)));
    const option = options()[n];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  // nothing that was asked before may change the list any more
  function settle() {
    clearTimeout(timer);
    asked?.abort();
  }

  // what was settled while the reader chose, and they chose nothing after all
  function catchUp() {
    if (chosen === -1 && !list.hidden && input.value.trim() !== answered) ask();
  }

  function close() {
    settle();
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    choose(-1);
    said.textContent = "";
  }

  function show(found) {
    const made = found.filter((one) => ours(one.url)).map((one, n) => {
      const option = element("li", { id: `${id}-${n}`, role: "option", "aria-selected": "false" });
      option.dataset.url = ours(one.url);
      option.append(
        element("span", { class: "kind" }, one.kind_label),
        element("span", { class: "label" }, one.label),
      );
      // a headline is one article, which says nothing
      if (one.kind !== "headline") option.append(element("span", { class: "count" }, gettext("%(count)s 篇", { count: one.count })));
      return option;
    });
    list.replaceChildren(...made);
    list.hidden = made.length === 0;
    input.setAttribute("aria-expanded", String(made.length > 0));
    choose(-1);
    said.textContent = made.length ? gettext("有 %(count)s 条检索建议，可用上下方向键选择。", { count: made.length }) : gettext("没有检索建议。");
  }

  async function ask() {
    const typed = input.value.trim();
    asked?.abort();
    if (!typed) return close();
    asked = new AbortController();
    const { signal } = asked;
    try {
      const url = new URL(form.dataset.suggest, location.href);
      url.searchParams.set("q", typed);
      const answer = await fetch(url, { signal, headers: { Accept: "application/json" } });
      const found = answer.ok ? await answer.json() : [];
      if (signal.aborted) return;
      answered = typed;
      show(found);
    } catch {
      // aborted, or no answer: the form still searches
      if (!signal.aborted) close();
    }
  }

  function later(event) {
    // an input method is still composing; its end is told as an input, too
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  }

  input.addEventListener("input", later);
  input.addEventListener("compositionend", later);
  input.addEventListener("keydown", (event) => {
    // Enter and the arrows then belong to the input method
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const count = options().length;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter") {
      settle();
      const option = options()[chosen];
      if (option) {
        event.preventDefault();
        location.assign(option.dataset.url);
      }
    } else if (event.key === "ArrowDown" && list.hidden && input.value.trim()) {
      event.preventDefault();
      ask();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      event.preventDefault();
      // a late answer would take the choice away before Enter, and Enter would search instead
      settle();
      // before the first and behind the last is the box itself: -1
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(((chosen + 1 + step + count + 1) % (count + 1)) - 1);
      catchUp();
    }
  });
  list.addEventListener("pointerdown", (event) => {
    // the box keeps the focus, so that a click is not lost to blur; nor to a late answer
    event.preventDefault();
    settle();
  });
  // the press became a scroll, or ended beside the list; a finger leaves it before its click
  list.addEventListener("pointercancel", catchUp);
  list.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse") catchUp();
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
}

for (const form of document.querySelectorAll("form[data-suggest]")) {
  const input = form.querySelector("input[name=q]");
  if (input) enhance(form, input);
}
