"""What operators see: a line in the log and a count for every answer, and what its time went into."""
