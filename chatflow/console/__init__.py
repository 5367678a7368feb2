"""The live console: people watch calls, take them over, type to the caller, and hand them back."""
