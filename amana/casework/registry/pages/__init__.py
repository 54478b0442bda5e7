"""Pages of people and of one record."""
