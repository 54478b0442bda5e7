"""The page of figures, and the same as a file."""
