/* The list changed in place: what leads from the list to the list is fetched from its own address,
   and what differs (data-swap) is swapped; on a narrow screen the filters are a sheet. Without this
   file, and whenever a fetch fails, links and forms work as they are. */
"use strict";

(() => {
  const list = document.getElementById("list");
  if (!list) return;

  const WIDE = matchMedia("(width >= 60rem)");
  const SETTLE = 100; // milliseconds without scrolling before the place is kept
  // what a page's head says of the list that is shown
  const HEAD =
    "link[rel=canonical], link[rel=alternate], meta[name=description], meta[name=robots], " +
    "meta[property^='og:'], meta[name^='twitter:']";

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  const results = () => document.getElementById("results");
  const said = element("p", { class: "unseen", role: "status" });
  document.body.append(said);

  // -- the sheet

  const closer = element("button", { type: "button", class: "quiet" }, "关闭");
  const done = element("button", { type: "button" });
  const body = element("div", { class: "sheet-body" });
  const sheet = element(
    "dialog",
    { class: "filter-sheet", "aria-labelledby": "sheet-title" },
    element("div", { class: "sheet-head" }, element("h2", { id: "sheet-title" }, "筛选"), closer),
    body,
    element("div", { class: "sheet-foot" }, done),
  );
  document.body.append(sheet);

  const filters = () => document.querySelector(".filter-body");
  const opener = () => list.querySelector(".sheet-opener");

  // after the list has been swapped: the button in the summary's place, the filters where they belong
  function arrange() {
    const details = list.querySelector(".filters");
    const button = element("button", { type: "button", class: "sheet-opener", "aria-haspopup": "dialog" });
    button.textContent = details.querySelector("summary").textContent.trim();
    button.addEventListener("click", open);
    details.before(button);
    if (sheet.open) body.replaceChildren(details.querySelector(".filter-body"));
    const total = Number(results().dataset.total);
    done.textContent = total ? `看 ${total.toLocaleString("en")} 篇` : "没有结果，看看如何放宽";
  }

  function open() {
    body.replaceChildren(filters());
    sheet.append(said); // what stands outside an open dialog is not read out
    sheet.showModal();
  }

  sheet.addEventListener("close", () => {
    list.querySelector(".filters").append(filters());
    document.body.append(said);
    (sheet.returnValue === "done" ? results() : opener()).focus();
    sheet.returnValue = "";
  });
  closer.addEventListener("click", () => sheet.close());
  done.addEventListener("click", () => sheet.close("done"));
  // on the backdrop, which belongs to the dialog
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
  WIDE.addEventListener("change", () => sheet.close());

  // -- swapping

  const everyDetails = () => [...document.querySelectorAll("#list details, .filter-sheet details")];
  const named = (details) => details.querySelector("summary").textContent.trim().split("（")[0];

  function show(there) {
    const open = everyDetails().filter((one) => one.open).map(named);
    document.title = there.title;
    for (const old of document.head.querySelectorAll(HEAD)) old.remove();
    document.head.append(...there.head.querySelectorAll(HEAD));
    const [box, sent] = [document, there].map((page) => page.querySelector("main .search input[name=q]"));
    // what is being typed stays
    if (box !== document.activeElement || box.value === box.defaultValue) box.value = sent.value;
    box.defaultValue = sent.value;
    for (const old of document.querySelectorAll("[data-swap]")) {
      old.replaceChildren(...there.getElementById(old.id).childNodes);
    }
    arrange();
    for (const one of everyDetails()) one.open ||= open.includes(named(one));
    const told = list.querySelectorAll("#results, .told");
    said.textContent = [...told].map((one) => one.textContent.trim().replace(/\s+/g, " ")).join("。");
  }

  // focus and scrolling after a control was used: at the same control, as high as it was; where it is
  // gone, at the results
  function settling(control) {
    const key = control.id ? `#${control.id}` : control.dataset.key && `[data-key="${control.dataset.key}"]`;
    const was = control.getBoundingClientRect().top;
    const down = body.scrollTop;
    const turned = control.closest(".pagination");
    return () => {
      const same = key && (sheet.open ? body : list).querySelector(key);
      body.scrollTop = down;
      if (same) {
        same.focus({ preventScroll: true });
        const moved = { top: same.getBoundingClientRect().top - was, behavior: "instant" };
        (sheet.open ? body : window).scrollBy(moved);
      } else if (sheet.open) {
        closer.focus({ preventScroll: true });
      } else {
        results().focus({ preventScroll: true });
        if (turned || results().getBoundingClientRect().top < 0) {
          results().scrollIntoView({ behavior: "instant" });
        }
      }
    };
  }

  let asked;

  async function fetched(url) {
    asked?.abort();
    asked = new AbortController();
    const answer = await fetch(url, { signal: asked.signal, headers: { Accept: "text/html" } });
    const there = new DOMParser().parseFromString(await answer.text(), "text/html");
    const sheets = (page) =>
      [...page.querySelectorAll("link[rel=stylesheet]")].map((link) => link.getAttribute("href")).join();
    // an error has a page of its own, and so has a site that was renewed meanwhile
    const fits = answer.ok && there.getElementById("list") && sheets(there) === sheets(document);
    return fits ? { there, url: answer.url } : null;
  }

  // swaps in what `url` answers; `settle` gets that address first, and is called when the list stands
  async function go(url, entering, settle) {
    list.setAttribute("aria-busy", "true");
    try {
      const found = await fetched(url);
      if (!found) return location.assign(url);
      entering(found.url);
      shown = location.href;
      show(found.there);
      settle();
      list.removeAttribute("aria-busy");
    } catch (error) {
      // overtaken by a later one, which is busy still
      if (error.name !== "AbortError") location.assign(url);
    }
  }

  function enter(url) {
    keep();
    if (url === location.href) return;
    history.pushState({ scroll: 0 }, "", url);
  }

  // -- what leads from the list to the list

  const isState = (url) => url.origin === location.origin && url.pathname === location.pathname && !url.hash;
  const isPlain = (event) =>
    !(event.defaultPrevented || event.button || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#list a, .filter-sheet a");
    if (!link || !isPlain(event) || link.hasAttribute("target") || link.hasAttribute("download")) return;
    const url = new URL(link.getAttribute("href"), location.href);
    if (!isState(url)) return;
    event.preventDefault();
    go(url.href, enter, settling(link));
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "get" || !form.closest("main, .filter-sheet")) return;
    const url = new URL(form.action);
    if (!isState(url)) return;
    event.preventDefault();
    // a blank field asks for nothing
    const given = [...new FormData(form)].filter(([, value]) => value.trim());
    url.search = new URLSearchParams(given);
    go(url.href, enter, settling(event.submitter ?? form));
  });

  // -- back and forward

  let shown = location.href;
  let scrolling;

  function keep() {
    clearTimeout(scrolling);
    history.replaceState({ ...history.state, scroll: scrollY }, "");
  }

  function restore() {
    scrollTo({ top: history.state?.scroll ?? 0, behavior: "instant" });
  }

  addEventListener("scroll", () => {
    clearTimeout(scrolling);
    scrolling = setTimeout(keep, SETTLE);
  }, { passive: true });

  addEventListener("popstate", () => {
    clearTimeout(scrolling);
    const [here, there] = [shown, location.href].map((url) => url.split("#")[0]);
    if (here === there) return;
    if (sheet.open) sheet.close();
    go(there, () => {}, () => {
      restore();
      if (document.activeElement === document.body) results().focus({ preventScroll: true });
    });
  });

  history.scrollRestoration = "manual";
  arrange();
  // coming back from elsewhere
  if (history.state?.scroll && !location.hash) restore();
})();
