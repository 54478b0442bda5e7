"""Psychosocial support as work: goals, sessions alone and in groups, the safety plan, and supervision."""
