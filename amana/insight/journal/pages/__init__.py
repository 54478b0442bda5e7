"""Pages of the record of acts."""
