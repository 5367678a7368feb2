"""Importers: files of other products become records. One format is one file; `base` reads, batches and reports."""
