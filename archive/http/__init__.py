"""HTTP: middleware, content negotiation, caching, range requests, error responses."""
