/* Helpers of several scripts for elements and events. */

/** Creates an element with these attributes and children, which may be text. */
export function element(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** Whether a modifier key is pressed, which gives a keystroke or click another meaning. */
export const isModified = (event) => event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
