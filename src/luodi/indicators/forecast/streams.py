"""Random numbers that belong to a series: draw i is a function of the seed, the key of the series and i alone.

So a series more changes no other, and asking for more draws extends those that were. Philox (Salmon et al. 2011)
counts instead of stepping: its key is a digest of seed and series, and every random quantity has a range of the counter
to itself.
"""

from __future__ import annotations

from hashlib import sha256

import numpy as np


class Streams:
    """The random quantities of one series, numbered from 0. One generator is moved about: building one takes longer."""

    def __init__(self, seed: int, key: str) -> None:
        digest = sha256(f"{seed}\0{key}".encode()).digest()
        words = [int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:16], "little")]
        self._philox = np.random.Philox(key=words)
        self._generator = np.random.Generator(self._philox)
        self._state = self._philox.state

    def of(self, quantity: int) -> np.random.Generator:
        """At the beginning of this quantity; what was returned before goes on from there too."""
        self._state["state"]["counter"][:] = (0, 0, 0, quantity)
        self._philox.state = self._state
        return self._generator
