"""Figures, the figure widget and the pages; sees only editions and the store."""
