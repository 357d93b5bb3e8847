"""Page images: opened safely, cut into tiles, served from one archive a page, clipped."""
