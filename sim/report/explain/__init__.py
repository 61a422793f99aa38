"""From a number on a page down to what stands behind it: postings, claims, rules, clauses, parameters."""
