"""medlofte: a workbench for Swedish citizen promises (medborgarlöften).

The modules are the namespaces; nothing is imported here, so that a dashboard never loads the private half.
"""

__version__ = "0.1.0"
