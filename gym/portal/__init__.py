"""The pages for members and coaches, one module for each errand."""
