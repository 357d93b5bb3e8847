"""The record in PostgreSQL: a schema for each edition (docs/cluster.md)."""
