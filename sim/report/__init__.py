"""Tables in, documents out: pages, words in two languages."""
