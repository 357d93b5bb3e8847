"""Publishing: the catalogue (and the page texts that are held) becomes an edition, swapped in whole."""
