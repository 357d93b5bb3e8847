/* What several scripts do with elements and events. */

/** A new element with these attributes and children, which may be text. */
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Whether a key is held down that gives a stroke or a click another meaning. */
export const isModified = (event) => event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
