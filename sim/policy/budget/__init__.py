"""How large a budget is: earlier years, income, enrolees. One file a rule."""
