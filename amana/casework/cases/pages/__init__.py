"""Pages of cases: lists, notes, tasks, plan, people around the case, closing. The case's first page gathers packages and lives in doors/site."""
