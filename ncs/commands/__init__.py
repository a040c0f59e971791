"""One file per command: `arguments` declares, `run` does, prints and returns the exit code."""
