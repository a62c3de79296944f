"""Shared drawing: words, states, figures, tables, charts and the frame around every page."""
