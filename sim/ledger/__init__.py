"""The book: accounts, immutable postings, checks, statements. This room knows no rule."""
