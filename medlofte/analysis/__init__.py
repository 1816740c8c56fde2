"""The analyst's side: the only rooms that may see answers."""
