"""Webhooks out in the ledger: receivers, what is told to them, and what became of it."""
