"""The proof of who sees what: an oracle from DESIGN.md §6, a world of all combinations, and faults that must be noticed."""
