"""Pure Python about Chinese newspaper text; nothing in here knows of Django."""
