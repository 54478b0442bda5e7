"""Pages of arrival lists and of their rows."""
