"""Survey estimates from the cell-count frame."""
