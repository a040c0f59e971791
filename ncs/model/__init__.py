"""The mathematics of the latent trajectory, written once over numpy or torch.

Every function takes `xp`, the numpy or the torch module, and `p`, a flat dictionary of arrays of that
library by dotted name. Rules that keep one text valid for both: no in-place writes, noise is an argument,
nothing here draws a random number. B is the batch, D the latent size, H the hidden size, E the size of a
token vector.
"""
