/* Stores a list's scroll position in its history entry: the browser restores it only for whole pages,
   not for lists that are swapped in. */
const DEBOUNCE = 100; // milliseconds without scrolling after which the position is stored
let timer;

export function storeScroll() {
  clearTimeout(timer);
  history.replaceState({ ...history.state, scroll: scrollY }, "");
}

export function restoreScroll() {
  scrollTo({ top: history.state?.scroll ?? 0, behavior: "instant" });
}

addEventListener("scroll", () => {
  clearTimeout(timer);
  timer = setTimeout(storeScroll, DEBOUNCE);
}, { passive: true });

// a pending position belongs to the entry that was left
addEventListener("popstate", () => clearTimeout(timer));
history.scrollRestoration = "manual";
