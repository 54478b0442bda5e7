"""Over everything: figures, and reading the record of acts."""
