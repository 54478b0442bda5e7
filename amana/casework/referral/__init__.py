"""Referral to another organisation's desk: draft, package, answer, service, feedback, takeover."""
