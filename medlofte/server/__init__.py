"""The workshop server: Voilà with join codes, roles and our own template."""
