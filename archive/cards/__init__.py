"""Cards: preview images that other sites show beside a link to a page (og:image)."""
