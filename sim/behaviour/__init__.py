"""Why people and institutions change what they do: the prices that patients see, and responses."""
