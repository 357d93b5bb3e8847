"""Records of the archive as bytes: one definition of their fields, one module a format."""
