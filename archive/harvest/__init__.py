"""What those who come again take: the changes since a day, and where they stopped."""
