"""What ``capacity.py`` measures by, and the model it makes of it."""
