"""Programmes, their budget lines and the double-entry ledger."""
