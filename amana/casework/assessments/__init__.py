"""Assessments: an instrument asked in a case, what its answers come to, what a person decides on it, and the alarm that some answers raise."""
