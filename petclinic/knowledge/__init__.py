"""The clinic's knowledge base: short articles with a source, found by what an owner says, brought in from files."""
