"""What is new for a member of staff: found in the facts that exist, told in the program and, without personal data, by e-mail."""
