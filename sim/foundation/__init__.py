"""Things true of any such simulator: money, rates, dates, keyed chance, documents, tables, errors. No health care, no China."""
