"""Run as ``python -m medlofte``."""

from medlofte.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
