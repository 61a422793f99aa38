"""What a reform changes, taken apart: rules and behaviour, clause by clause, person by person."""
