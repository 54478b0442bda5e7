"""The path of a case from return to stability: scores over time, events on the same axis, and what the answers say. It reads, and keeps nothing."""
