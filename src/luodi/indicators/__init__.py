"""Observations of a plan's indicators: what was, and what may come."""
