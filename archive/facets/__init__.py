"""What articles are filtered and counted by: one table, and the values that exist."""
