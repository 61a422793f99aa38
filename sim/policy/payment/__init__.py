"""Provider side: what the fund owes the institutions that treated. One file a rule."""
