"""The catalogue's file format: read, check and load its files."""
