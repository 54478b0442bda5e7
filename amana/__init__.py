"""Amana: one shared case system for people on the move in Egypt."""
