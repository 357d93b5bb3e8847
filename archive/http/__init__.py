"""Between a request and its view: middleware, negotiation, caching, ranges, errors."""
