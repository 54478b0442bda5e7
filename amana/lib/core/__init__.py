"""Ids, time, money, text, errors and events: what every package needs."""
