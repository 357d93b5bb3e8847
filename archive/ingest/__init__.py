"""From scans, PDFs, texts and other formats to catalogue files; nothing that serves imports it."""
