/* Restores the reader's display settings: text size, light or dark, and the view of newspaper pages.
   Runs before the first paint, to avoid a flash of the defaults. Without this file the controls are
   hidden. */
"use strict";

(() => {
  const root = document.documentElement;
  // the choices besides the default, which is the absence of the attribute
  const CHOICES = {
    theme: ["light", "dark"],
    size: ["small", "large", "larger", "largest"],
    view: ["image", "text"],
  };

  // access to storage throws if the browser blocks it
  function readSetting(name) {
    try {
      return localStorage.getItem(`display.${name}`);
    } catch {
      return null;
    }
  }

  function storeSetting(name, value) {
    try {
      if (value) localStorage.setItem(`display.${name}`, value);
      else localStorage.removeItem(`display.${name}`);
    } catch {
      // the setting applies to this page only
    }
  }

  function apply(name, value) {
    if (CHOICES[name].includes(value)) root.dataset[name] = value;
    else delete root.dataset[name];
  }

  function restore() {
    for (const name in CHOICES) apply(name, readSetting(name));
    // a view in the URL takes precedence (static/js/page-image.js)
    const viewInUrl = new URLSearchParams(location.search).get("view");
    if (viewInUrl) apply("view", viewInUrl);
    for (const input of document.querySelectorAll("#display input")) {
      input.checked = input.value === (root.dataset[input.name] ?? "");
    }
  }

  root.dataset.scripted = "";
  restore();
  // changed in another tab, or on a later page before the reader came back to this one
  addEventListener("storage", restore);
  addEventListener("pageshow", (event) => event.persisted && restore());
  addEventListener("DOMContentLoaded", () => {
    restore();
    document.getElementById("display")?.addEventListener("change", ({ target }) => {
      apply(target.name, target.value);
      storeSetting(target.name, target.value);
    });
  });
})();
