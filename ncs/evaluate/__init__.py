"""What search is worth on a repository, measured on questions made from the repository itself."""
