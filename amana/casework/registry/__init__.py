"""People as one organisation knows them: records by section, search, registration."""
