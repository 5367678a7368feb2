"""The JSON calls of the documented platform."""
