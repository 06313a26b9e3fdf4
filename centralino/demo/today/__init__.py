"""The desk that `demo --keep` leaves open: a morning's work of today, around the service's clock."""
