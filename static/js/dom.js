/* Helpers of several scripts for elements and events. */

/** Creates an element with these attributes and children, which may be text. */
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Whether a modifier key is pressed, which gives a keystroke or click another meaning. */
export const isModified = (event) => event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
