"""The addresses of the calls."""
