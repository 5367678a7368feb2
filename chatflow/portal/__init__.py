"""The pages: chat for everybody, the console for who answers calls."""
