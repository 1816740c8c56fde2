"""The workshop's server: Voilà with join codes, roles and our own template."""

import sys

# jsonschema compiles a grammar of web addresses when it is imported, for a check that it does without where the module
# is missing and that nothing here asks for. It is a third of all that the server does before it answers: a room that
# waits for a restarted server waits for that too.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
