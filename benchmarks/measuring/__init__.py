"""What ``open_page.py`` and ``soak.py`` measure with."""
