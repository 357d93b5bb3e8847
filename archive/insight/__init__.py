"""Articles counted over time against what is held, and issues by date: for pages and data."""
