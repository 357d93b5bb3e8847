"""Django's database for an edition that is served: SQLite that cannot be written to."""
