"""Interpreters: who speaks what, and for which contact of a case one is booked."""
