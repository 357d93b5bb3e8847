/* Highlights the link to the language that the browser prefers, with a sentence as its tooltip, if the
   page is available in it. There is no redirect, and no layout shift: a URL is the same for everybody. */

// the offered tag that matches a preferred language best: "zh-TW" → "zh-Hant"
function offeredTag(preferred) {
  const tag = preferred.toLowerCase();
  if (!tag.startsWith("zh")) return tag.split("-")[0];
  return /hant|tw|hk|mo/.test(tag) ? "zh-Hant" : "zh-Hans";
}

const links = [...document.querySelectorAll(".languages a[data-offer]")];
const pageLanguage = document.documentElement.lang;
const preferred = (navigator.languages ?? [navigator.language])
  .map(offeredTag)
  .find((tag) => tag === pageLanguage || links.some((link) => link.lang === tag));
const preferredLink = links.find((link) => link.lang === preferred);
if (preferredLink) {
  preferredLink.title = preferredLink.dataset.offer;
  preferredLink.classList.add("is-offered");
}
