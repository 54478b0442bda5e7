"""Pages of psychosocial support: with one person, and of groups."""
