"""Indexes between machines: published where a team finds them, taken and checked before they are believed.

A shelf is a place where indexes lie: a git remote, a folder, a URL, GitHub. What is done with them
(choosing, checking, putting in place) is the same for all.
"""
