"""What stands before and behind every view: the rules of all requests, editions, kept pages, codings."""
