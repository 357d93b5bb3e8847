/* How far a list was scrolled, kept in its entry of the history, as the browser knows it only of
   whole pages. */
const SETTLE = 100; // milliseconds without scrolling before the place is kept
let scrolling;

export function keepScroll() {
  clearTimeout(scrolling);
  history.replaceState({ ...history.state, scroll: scrollY }, "");
}

export function restoreScroll() {
  scrollTo({ top: history.state?.scroll ?? 0, behavior: "instant" });
}

addEventListener("scroll", () => {
  clearTimeout(scrolling);
  scrolling = setTimeout(keepScroll, SETTLE);
}, { passive: true });

// what was scrolled is another entry's
addEventListener("popstate", () => clearTimeout(scrolling));
history.scrollRestoration = "manual";
