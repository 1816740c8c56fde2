"""Small nasty files, made by scripts, each with what medlofte must find in it."""
