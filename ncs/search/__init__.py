"""Search: a question and an index to ranked chunks, their evidence and their explanations. No torch here."""
