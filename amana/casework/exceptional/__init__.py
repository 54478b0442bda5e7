"""Exceptional access ("break the glass"): a colleague opens one file outside her reach for 4 hours, others are told at once and judge it."""
