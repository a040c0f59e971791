"""Pools of connections."""

import os
from collections.abc import Iterator

MAX_SIZE = 10


@dataclass
class Pool(Base):
    """A pool."""

    size: int = MAX_SIZE

    @property
    async def free(self) -> int:
        """How many are free."""
        return await self.store.count(self.size)

    def close(self, wait=True):
        """Close it: größe 🎉."""
        self.store.close("all")
