"""Services to refer to: whose, where, for whom, at which desk, and how many places are open."""
