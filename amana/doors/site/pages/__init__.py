"""Pages that gather several packages: my day, and the first page of a case."""
