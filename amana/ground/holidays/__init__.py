"""Public holidays: the days that working time leaves out, kept by the platform from the list that comes with the program."""
