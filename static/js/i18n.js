/* Translations of the scripts' messages. The scripts contain the Chinese; pages in other languages embed the
   translations (templates/base.html). */

const translations = JSON.parse(document.getElementById("messages")?.textContent ?? "{}");

/** Returns the message in the language of the page, with each `%(name)s` replaced by the value of that name. */
export function gettext(message, values = {}) {
  return (translations[message] ?? message).replace(/%\((\w+)\)s/g, (_, name) => values[name]);
}
