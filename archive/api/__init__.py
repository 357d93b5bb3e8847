"""The site for programs: JSON and other formats, feeds, OAI-PMH, OpenAPI, OpenSearch, sitemaps."""
