"""Random numbers that belong to a series: draw i is a function of the seed, the key of the series and i alone.

So a series more changes no other, and asking for more draws extends those that were. Philox (Salmon et al. 2011) counts
instead of stepping: its key is a digest of seed and series, and every random quantity has a range of the counter to itself.
"""

from __future__ import annotations

from hashlib import sha256

import numpy as np


def stream(seed: int, key: str, quantity: int) -> np.random.Generator:
    """The generator of one random quantity (0, 1, …) of one series."""
    digest = sha256(f"{seed}\0{key}".encode()).digest()
    words = [int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:16], "little")]
    return np.random.Generator(np.random.Philox(key=words, counter=[0, 0, 0, quantity]))
