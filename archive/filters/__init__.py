"""What an address may ask of the archive: its parameters, their filters, and the values they take."""
