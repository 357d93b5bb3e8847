"""What stands before every view: policies for browsers, bounds of requests, bounds of work."""
