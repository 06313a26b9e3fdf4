"""What commands share: output, the ledger, progress, and how a command ends."""
