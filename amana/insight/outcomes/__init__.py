"""The figures of a programme: whom it reached, what it spent, how long people waited, what surveys say, and who is missing from all that. It reads, and keeps nothing."""
