/* Copying to the clipboard, with a fallback for sites without TLS. */

/** Copies the text; returns whether it succeeded. If not, the text is selected in `field`. */
export async function copyText(text, field) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // refused by the reader, or missing, as without TLS
    field.value = text;
    field.hidden = false;
    field.select();
    return document.execCommand("copy");
  }
}
