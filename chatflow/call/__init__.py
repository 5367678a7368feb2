"""The accident call as a dialogue: pure functions from what is known and what was said to what comes next."""
