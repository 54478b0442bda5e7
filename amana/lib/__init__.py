"""Plain Python that any program could use: no Django, no database."""
