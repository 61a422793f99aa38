"""Who takes a surplus and who bears a deficit."""
