"""Where texts come from: git, folders, what is left out and why, and what must not be learned from them."""
