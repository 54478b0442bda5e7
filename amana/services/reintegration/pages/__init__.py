"""Pages of return and reintegration: the board of the arrival day, a return, and the follow-up of a case."""
