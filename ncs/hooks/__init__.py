"""Keeping up with git: hook scripts, and the worker that they start in the background."""
