"""Scripts, each run by itself; what several of them share stands in ``measuring``."""
