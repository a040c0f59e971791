"""The index: one file, immutable once written."""
