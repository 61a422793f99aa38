"""Patient side: what the insurances pay for one claim. One file a rule; `bill` calls them in the order of the slots."""
