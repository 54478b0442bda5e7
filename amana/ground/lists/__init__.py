"""What lists of files have in common beside their look: columns, saved views, and taking a list away as a file."""
