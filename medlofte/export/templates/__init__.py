"""Templates of the documents: Jinja pages, typst sheets, and the plain Word and PowerPoint files."""
