"""The API: the operations of all packages under /api/v1/, each one transaction of its actor."""
