"""Turn scans, PDFs, texts and other formats into catalogue files; serving code never imports it."""
