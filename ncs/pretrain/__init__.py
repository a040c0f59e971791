"""From local checkouts to the base model that ships with ncs.

Run by those who make a release, not by users: harvest each repository's pairs, make one vocabulary, train,
measure on repositories that were held out, write the base and its card.
"""
