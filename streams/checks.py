"""System checks with hints."""
