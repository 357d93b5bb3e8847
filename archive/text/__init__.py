"""Chinese newspaper text in pure Python, without Django."""
