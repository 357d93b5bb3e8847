"""Takes in newspapers as others have made them: parsers yield records, one saver writes fixtures."""
