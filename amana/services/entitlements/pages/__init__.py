"""Pages of social protection: of one case, of its applications, and of the rules."""
