"""What programs read of the ledger: rows as JSON, for the API, the commands and the console."""
