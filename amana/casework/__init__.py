"""One person, her case, and who else helps."""
