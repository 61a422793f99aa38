"""A county folder as one workbook for Excel and WPS, and back."""
