/* Points out the language that the browser prefers, if the page is offered in it: by its colour, and
   in a sentence when it is pointed at. Nothing moves, nobody is sent anywhere, and addresses mean the
   same for everybody. */

// the tag of the page or link that serves a preferred language best: "zh-TW" → "zh-Hant"
function served(preferred) {
  const tag = preferred.toLowerCase();
  if (!tag.startsWith("zh")) return tag.split("-")[0];
  return /hant|tw|hk|mo/.test(tag) ? "zh-Hant" : "zh-Hans";
}

const links = [...document.querySelectorAll(".languages a[data-offer]")];
const here = document.documentElement.lang;
const wanted = (navigator.languages ?? [navigator.language])
  .map(served)
  .find((tag) => tag === here || links.some((link) => link.lang === tag));
const link = links.find((each) => each.lang === wanted);
if (link) {
  link.title = link.dataset.offer;
  link.classList.add("is-offered");
}
