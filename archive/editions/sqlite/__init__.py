"""Database backend: SQLite that opens published editions read-only."""
