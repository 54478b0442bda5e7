"""What she agreed to and what she refused, purpose by purpose; and the legal bases beside consent."""
