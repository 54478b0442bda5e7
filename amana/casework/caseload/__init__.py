"""A social unit's own list of people and open cases becomes records, and cases as soon as there is a ground for them (docs/decisions/0029)."""
