"""The place, as facts: residents, institutions, conditions, travel; reading and checking them."""
