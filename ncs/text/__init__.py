"""Texts as words and as characters; prose that describes; words that an explanation may use."""
