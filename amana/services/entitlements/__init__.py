"""Social protection: what a household is likely eligible for, its applications to their answer, and the rules that say so."""
