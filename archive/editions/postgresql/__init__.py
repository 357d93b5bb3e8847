"""Database backend: PostgreSQL with one schema per edition (docs/cluster.md)."""
