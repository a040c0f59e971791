"""The base model, as data: `base.safetensors`, its card, and the list of what it was made from."""
