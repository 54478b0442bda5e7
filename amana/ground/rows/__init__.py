"""The machinery of row policies: the clock, the sealed actor, his transaction, and the laying of policies."""
