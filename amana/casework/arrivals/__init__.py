"""Arrival lists: read, matched, imported, and received at the border."""
