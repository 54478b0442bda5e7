"""Who works where, what they may do, what is recorded, and how a page looks."""
