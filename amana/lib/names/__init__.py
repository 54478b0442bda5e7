"""The name engine: folding and keys of personal names in both scripts."""
