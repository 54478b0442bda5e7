"""Training and measuring the name engine on invented registers."""
