"""Livelihoods: the plan of a micro-business, what a committee decides on it, planned instalments and mentoring visits."""
