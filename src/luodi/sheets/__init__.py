"""Rows in from and out to CSV and Excel: declared once, read whole or refused by row and cell."""
