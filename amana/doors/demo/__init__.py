"""Invented data, made through the real actions."""
