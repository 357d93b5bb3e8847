/* Translations of the scripts' messages: the Chinese is in the scripts, the translations are embedded in
   pages in other languages (templates/base.html). */

const translations = JSON.parse(document.getElementById("messages")?.textContent ?? "{}");

/** The message in the language of the page, with `%(name)s` replaced by the value of that name. */
export function gettext(message, values = {}) {
  return (translations[message] ?? message).replace(/%\((\w+)\)s/g, (_, name) => values[name]);
}
