/* Updates the list in place: links and forms that lead from the list to another state of it fetch that
   URL and swap the parts that differ (data-swap). Without this file, or if a fetch fails, they navigate
   as usual. */
import { isModified } from "./dom.js";
import { body, closer, placeFilters, sheet, status } from "./filter-sheet.js";
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

function swapIn(newDocument) {
  const openOnes = everyDetails().filter((details) => details.open).map(summaryOf);
  document.title = newDocument.title;
  for (const outdated of document.head.querySelectorAll(HEAD)) outdated.remove();
  document.head.append(...newDocument.head.querySelectorAll(HEAD));
  const [box, newBox] = [document, newDocument].map((page) => page.querySelector("main .search input[name=q]"));
  // keep what the reader is typing
  if (box !== document.activeElement || box.value === box.defaultValue) box.value = newBox.value;
  box.defaultValue = newBox.value;
  for (const outdated of document.querySelectorAll("[data-swap]")) {
    outdated.replaceChildren(...newDocument.getElementById(outdated.id).childNodes);
  }
  placeFilters();
  for (const details of everyDetails()) details.open ||= openOnes.includes(summaryOf(details));
  const notices = list.querySelectorAll("#results, .notice");
  status.textContent = [...notices].map((notice) => notice.textContent.trim().replace(/\s+/g, " ")).join("。");
}

// returns a function that, after the swap, restores focus and scroll position: at the same control, at
// the same height; if it has gone, at the results
function focusRestorer(control) {
  const key = control.id ? `#${control.id}` : control.dataset.key && `[data-key="${control.dataset.key}"]`;
  const topBefore = control.getBoundingClientRect().top;
  const sheetScroll = body.scrollTop;
  const isPagination = control.closest(".pagination");
  return () => {
    const counterpart = key && (sheet.open ? body : list).querySelector(key);
    body.scrollTop = sheetScroll;
    if (counterpart) {
      counterpart.focus({ preventScroll: true });
      const shift = { top: counterpart.getBoundingClientRect().top - topBefore, behavior: "instant" };
      (sheet.open ? body : window).scrollBy(shift);
    } else if (sheet.open) {
      closer.focus({ preventScroll: true });
    } else {
      results().focus({ preventScroll: true });
      if (isPagination || results().getBoundingClientRect().top < 0) {
        results().scrollIntoView({ behavior: "instant" });
      }
    }
  };
}

let controller;

async function fetchDocument(url) {
  controller?.abort();
  controller = new AbortController();
  const response = await fetch(url, { signal: controller.signal, headers: { Accept: "text/html" } });
  const newDocument = new DOMParser().parseFromString(await response.text(), "text/html");
  const styleSheets = (page) =>
    [...page.querySelectorAll("link[rel=stylesheet]")].map((link) => link.getAttribute("href")).join();
  // error pages, and pages of a newer version of the site, are loaded as a whole
  const hasList = response.ok && newDocument.getElementById("list");
  return hasList && styleSheets(newDocument) === styleSheets(document) ? { newDocument, url: response.url } : null;
}

// swaps in the response of `url`; calls `updateHistory(url)` before the swap and `restore()` after it
async function navigate(url, updateHistory, restore) {
  list.setAttribute("aria-busy", "true");
  try {
    const fetched = await fetchDocument(url);
    if (!fetched) return location.assign(url);
    updateHistory(fetched.url);
    currentUrl = location.href;
    swapIn(fetched.newDocument);
    restore();
    list.removeAttribute("aria-busy");
  } catch (error) {
    // aborted by a later request, which is still loading
    if (error.name !== "AbortError") location.assign(url);
  }
}

function pushEntry(url) {
  storeScroll();
  if (url === location.href) return;
  history.pushState({ scroll: 0 }, "", url);
}

// -- links and forms that lead to another state of the list

const isListUrl = (url) => url.origin === location.origin && url.pathname === location.pathname && !url.hash;
const isPlainClick = (event) => !(event.defaultPrevented || event.button || isModified(event));

document.addEventListener("click", (event) => {
  const link = event.target.closest("#list a, .filter-sheet a");
  if (!link || !isPlainClick(event) || link.hasAttribute("target") || link.hasAttribute("download")) return;
  const url = new URL(link.getAttribute("href"), location.href);
  if (!isListUrl(url)) return;
  event.preventDefault();
  navigate(url.href, pushEntry, focusRestorer(link));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "get" || !form.closest("main, .filter-sheet")) return;
  const url = new URL(form.action);
  if (!isListUrl(url)) return;
  event.preventDefault();
  // omit blank fields
  const filled = [...new FormData(form)].filter(([, value]) => value.trim());
  url.search = new URLSearchParams(filled);
  navigate(url.href, pushEntry, focusRestorer(event.submitter ?? form));
});

// -- back and forward

let currentUrl = location.href;

addEventListener("popstate", () => {
  const [from, to] = [currentUrl, location.href].map((url) => url.split("#")[0]);
  if (from === to) return;
  if (sheet.open) sheet.close();
  navigate(to, () => {}, () => {
    restoreScroll();
    if (document.activeElement === document.body) results().focus({ preventScroll: true });
  });
});

placeFilters();
// back from another page
if (history.state?.scroll && !location.hash) restoreScroll();
