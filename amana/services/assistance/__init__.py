"""Assistance from request to receipt: checks, approvals, instalments, payment lists, delivery."""
