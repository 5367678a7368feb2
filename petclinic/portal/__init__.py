"""The clinic's pages: owners' and vets'."""
