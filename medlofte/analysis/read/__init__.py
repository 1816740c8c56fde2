"""Read what analysts have: one module per source; bad input becomes findings, nothing is lost."""
