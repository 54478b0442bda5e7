"""Who may do what: staff, roles, memberships, sessions, sections and circles."""
