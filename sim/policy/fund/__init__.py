"""The fund's own money: what comes in, what leaves before any bill, reserves, premiums, warnings. One file a rule."""
