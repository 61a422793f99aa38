"""Tables in, tables out: indicators and paired differences; no plots, no files."""
