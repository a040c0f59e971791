"""Files cut into chunks by their syntax, in workers that can be killed."""
