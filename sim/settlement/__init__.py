"""Where law meets book: the only room that calls rules and writes postings."""
