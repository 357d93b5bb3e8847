"""Pure Python that makes and reads the records of the catalogue."""
