"""Cases: opening, assignment, risk, notes, plan, tasks, household, closure."""
