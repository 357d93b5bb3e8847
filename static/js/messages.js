/* The texts of the scripts in the language of the page: their Chinese is in the scripts, its
   translation in the page (templates/base.html), unless that is in Chinese itself. */

const translations = JSON.parse(document.getElementById("messages")?.textContent ?? "{}");

/** The message in the language of the page, with `%(name)s` replaced by the value of that name. */
export function gettext(message, values = {}) {
  return (translations[message] ?? message).replace(/%\((\w+)\)s/g, (_, name) => values[name]);
}
