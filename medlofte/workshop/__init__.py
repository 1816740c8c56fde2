"""The workshop: its store, the priorities and the promises; sees only editions."""
