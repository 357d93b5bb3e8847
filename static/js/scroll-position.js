/* Stores a list's scroll position in its history entry: the browser restores it only for whole pages,
   not for lists that are swapped in. */
const SETTLE = 100; // milliseconds without scrolling after which the position is stored
let scrolling;

export function storeScroll() {
  clearTimeout(scrolling);
  history.replaceState({ ...history.state, scroll: scrollY }, "");
}

export function restoreScroll() {
  scrollTo({ top: history.state?.scroll ?? 0, behavior: "instant" });
}

addEventListener("scroll", () => {
  clearTimeout(scrolling);
  scrolling = setTimeout(storeScroll, SETTLE);
}, { passive: true });

// a pending position belongs to the entry that was left
addEventListener("popstate", () => clearTimeout(scrolling));
history.scrollRestoration = "manual";
