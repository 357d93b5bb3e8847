/* The size of the text, light or dark, and how a newspaper page is shown, as the reader last chose in
   this browser. Runs before the first paint, so that nothing is seen to change; without this file the
   controls are not shown. */
"use strict";

(() => {
  const root = document.documentElement;
  // what may be chosen besides the default, which is nothing
  const CHOICES = {
    theme: ["light", "dark"],
    size: ["small", "large", "larger", "largest"],
    view: ["image", "text"],
  };

  // storage is refused where a browser keeps nothing
  function kept(name) {
    try {
      return localStorage.getItem(`display.${name}`);
    } catch {
      return null;
    }
  }

  function keep(name, value) {
    try {
      if (value) localStorage.setItem(`display.${name}`, value);
      else localStorage.removeItem(`display.${name}`);
    } catch {
      // holds for this page
    }
  }

  function set(name, value) {
    if (CHOICES[name].includes(value)) root.dataset[name] = value;
    else delete root.dataset[name];
  }

  function recall() {
    for (const name in CHOICES) set(name, kept(name));
    // an address that names a view is shown in that (static/js/page-image.js)
    const named = new URLSearchParams(location.search).get("view");
    if (named) set("view", named);
    for (const input of document.querySelectorAll("#display input")) {
      input.checked = input.value === (root.dataset[input.name] ?? "");
    }
  }

  root.dataset.scripted = "";
  recall();
  // changed in another tab, or on a later page and then back
  addEventListener("storage", recall);
  addEventListener("pageshow", (event) => event.persisted && recall());
  addEventListener("DOMContentLoaded", () => {
    recall();
    document.getElementById("display")?.addEventListener("change", ({ target }) => {
      set(target.name, target.value);
      keep(target.name, target.value);
    });
  });
})();
