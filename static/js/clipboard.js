/* Copying on addresses with TLS and without. */

/** Copies the text; returns whether it did. If not, the text is selected in `field` for the reader. */
export async function copyText(text, field) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // refused, or not there: an address without TLS has no clipboard
    field.value = text;
    field.hidden = false;
    field.select();
    return document.execCommand("copy");
  }
}
