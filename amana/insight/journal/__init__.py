"""Reading the record of acts: what happened in a file, in words, as far as the reader reads the sections it touched."""
