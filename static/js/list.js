/* Updates the list in place: links and forms that lead from the list to another state of it fetch that
   URL and swap the parts that differ (data-swap). Without this file, or if a fetch fails, they navigate
   as usual. */
import { isModified } from "./dom.js";
import { arrange, body, closer, sheet, status } from "./filter-sheet.js";
import { restoreScroll, storeScroll } from "./scroll-position.js";

const list = document.getElementById("list");
// elements of the head that describe the current list
const HEAD =
  "link[rel=canonical], link[rel=alternate], meta[name=description], meta[name=robots], " +
  "meta[property^='og:'], meta[name^='twitter:']";

const results = () => document.getElementById("results");

// -- swapping

const everyDetails = () => [...document.querySelectorAll("#list details, .filter-sheet details")];
const summaryOf = (details) => details.querySelector("summary").textContent.trim().split("（")[0];

function show(newPage) {
  const open = everyDetails().filter((details) => details.open).map(summaryOf);
  document.title = newPage.title;
  for (const old of document.head.querySelectorAll(HEAD)) old.remove();
  document.head.append(...newPage.head.querySelectorAll(HEAD));
  const [box, sent] = [document, newPage].map((page) => page.querySelector("main .search input[name=q]"));
  // keep what the reader is typing
  if (box !== document.activeElement || box.value === box.defaultValue) box.value = sent.value;
  box.defaultValue = sent.value;
  for (const old of document.querySelectorAll("[data-swap]")) {
    old.replaceChildren(...newPage.getElementById(old.id).childNodes);
  }
  arrange();
  for (const details of everyDetails()) details.open ||= open.includes(summaryOf(details));
  const notices = list.querySelectorAll("#results, .notice");
  status.textContent = [...notices].map((notice) => notice.textContent.trim().replace(/\s+/g, " ")).join("。");
}

// returns a function that, after the swap, restores focus and scroll position: at the same control, at
// the same height; if it has gone, at the results
function restoreFocus(control) {
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

let controller;

async function fetchPage(url) {
  controller?.abort();
  controller = new AbortController();
  const answer = await fetch(url, { signal: controller.signal, headers: { Accept: "text/html" } });
  const newPage = new DOMParser().parseFromString(await answer.text(), "text/html");
  const sheets = (page) =>
    [...page.querySelectorAll("link[rel=stylesheet]")].map((link) => link.getAttribute("href")).join();
  // error pages, and pages of a newer version of the site, are loaded as a whole
  const fits = answer.ok && newPage.getElementById("list") && sheets(newPage) === sheets(document);
  return fits ? { newPage, url: answer.url } : null;
}

// swaps in the response of `url`: `entering(url)` is called before the swap, `settle()` after it
async function go(url, entering, settle) {
  list.setAttribute("aria-busy", "true");
  try {
    const fetched = await fetchPage(url);
    if (!fetched) return location.assign(url);
    entering(fetched.url);
    shownUrl = location.href;
    show(fetched.newPage);
    settle();
    list.removeAttribute("aria-busy");
  } catch (error) {
    // aborted by a later request, which is still loading
    if (error.name !== "AbortError") location.assign(url);
  }
}

function enter(url) {
  storeScroll();
  if (url === location.href) return;
  history.pushState({ scroll: 0 }, "", url);
}

// -- links and forms that lead to another state of the list

const isState = (url) => url.origin === location.origin && url.pathname === location.pathname && !url.hash;
const isPlain = (event) => !(event.defaultPrevented || event.button || isModified(event));

document.addEventListener("click", (event) => {
  const link = event.target.closest("#list a, .filter-sheet a");
  if (!link || !isPlain(event) || link.hasAttribute("target") || link.hasAttribute("download")) return;
  const url = new URL(link.getAttribute("href"), location.href);
  if (!isState(url)) return;
  event.preventDefault();
  go(url.href, enter, restoreFocus(link));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "get" || !form.closest("main, .filter-sheet")) return;
  const url = new URL(form.action);
  if (!isState(url)) return;
  event.preventDefault();
  // omit blank fields
  const filled = [...new FormData(form)].filter(([, value]) => value.trim());
  url.search = new URLSearchParams(filled);
  go(url.href, enter, restoreFocus(event.submitter ?? form));
});

// -- back and forward

let shownUrl = location.href;

addEventListener("popstate", () => {
  const [from, to] = [shownUrl, location.href].map((url) => url.split("#")[0]);
  if (from === to) return;
  if (sheet.open) sheet.close();
  go(to, () => {}, () => {
    restoreScroll();
    if (document.activeElement === document.body) results().focus({ preventScroll: true });
  });
});

arrange();
// back from another page
if (history.state?.scroll && !location.hash) restoreScroll();
