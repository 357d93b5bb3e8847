/* Autocomplete for every search form with a suggestion URL (data-suggest), by the ARIA combobox pattern:
   the focus stays in the input. Without this file the form works as usual. */
import { element } from "./dom.js";
import { gettext } from "./i18n.js";

const DEBOUNCE = 120; // milliseconds after the last key before a request
let listCount = 0;

// only URLs of this site, as the reader will be sent to what the response contains
function sameOriginUrl(url) {
  const target = new URL(url, location.href);
  return target.origin === location.origin ? target.href : "";
}

function enhance(form, input) {
  const id = `suggestions-${++listCount}`;
  const list = element("ul", { id, role: "listbox", class: "suggestions", "aria-label": gettext("检索建议"), hidden: "" });
  const status = element("p", { role: "status", class: "visually-hidden" });
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id };
  for (const [key, value] of Object.entries(attributes)) input.setAttribute(key, value);
  form.classList.add("suggesting");
  form.append(list, status);

  // `listedFor` is the input that the current list was requested for
  let timer, controller, listedFor = "", chosen = -1;

  const options = () => [...list.children];

  function choose(index) {
    chosen = index;
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const option = options()[index];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  // cancel pending requests, so that the list does not change any more
  function cancelPending() {
    clearTimeout(timer);
    controller?.abort();
  }

  // send the request that was cancelled while the reader was choosing, if nothing was chosen
  function resumeRequest() {
    if (chosen === -1 && !list.hidden && input.value.trim() !== listedFor) requestSuggestions();
  }

  function close() {
    cancelPending();
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    choose(-1);
    status.textContent = "";
  }

  function showSuggestions(suggestions) {
    const items = suggestions.filter((suggestion) => sameOriginUrl(suggestion.url)).map((suggestion, n) => {
      const option = element("li", { id: `${id}-${n}`, role: "option", "aria-selected": "false" });
      option.dataset.url = sameOriginUrl(suggestion.url);
      option.append(
        element("span", { class: "kind" }, suggestion.kind_label),
        element("span", { class: "label" }, suggestion.label),
      );
      // no count for a headline, which is a single article
      if (suggestion.kind !== "headline") {
        option.append(element("span", { class: "count" }, gettext("%(count)s 篇", { count: suggestion.count })));
      }
      return option;
    });
    list.replaceChildren(...items);
    list.hidden = items.length === 0;
    input.setAttribute("aria-expanded", String(items.length > 0));
    choose(-1);
    status.textContent = items.length
      ? gettext("有 %(count)s 条检索建议，可用上下方向键选择。", { count: items.length })
      : gettext("没有检索建议。");
  }

  async function requestSuggestions() {
    const typed = input.value.trim();
    controller?.abort();
    if (!typed) return close();
    controller = new AbortController();
    const { signal } = controller;
    try {
      const url = new URL(form.dataset.suggest, location.href);
      url.searchParams.set("q", typed);
      const response = await fetch(url, { signal, headers: { Accept: "application/json" } });
      const suggestions = response.ok ? await response.json() : [];
      if (signal.aborted) return;
      listedFor = typed;
      showSuggestions(suggestions);
    } catch {
      // aborted or failed: the form still works
      if (!signal.aborted) close();
    }
  }

  function requestLater(event) {
    // an input method is composing; compositionend follows
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(requestSuggestions, DEBOUNCE);
  }

  input.addEventListener("input", requestLater);
  input.addEventListener("compositionend", requestLater);
  input.addEventListener("keydown", (event) => {
    // while composing, Enter and the arrow keys belong to the input method
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const count = options().length;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter") {
      cancelPending();
      const option = options()[chosen];
      if (option) {
        event.preventDefault();
        location.assign(option.dataset.url);
      }
    } else if (event.key === "ArrowDown" && list.hidden && input.value.trim()) {
      event.preventDefault();
      requestSuggestions();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      event.preventDefault();
      // a late response would reset the choice, and Enter would search instead
      cancelPending();
      // -1, before the first and after the last option, is the input itself
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(((chosen + 1 + step + count + 1) % (count + 1)) - 1);
      resumeRequest();
    }
  });
  list.addEventListener("pointerdown", (event) => {
    // keep the focus in the input, so that neither blur nor a late response loses the click
    event.preventDefault();
    cancelPending();
  });
  // the press became a scroll or ended outside; a finger leaves the list before its click
  list.addEventListener("pointercancel", resumeRequest);
  list.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse") resumeRequest();
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
