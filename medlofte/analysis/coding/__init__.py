"""Free text to topics: patterns now; suggestions, agreement and the coding room come with their issues."""
