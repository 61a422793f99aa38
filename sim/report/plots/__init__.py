"""Figures for papers and slides, drawn with Matplotlib: SVG, PNG, and the numbers of each beside it as CSV."""
