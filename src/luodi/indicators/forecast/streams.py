"""Random numbers that belong to a series: draw i is a function of the seed, the key of the series and i alone.

So a series more changes no other, and asking for more draws extends those that were. Philox (Salmon et al. 2011)
counts instead of stepping: its key is a digest of seed and series, and every random quantity has a range of the counter
to itself.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import numpy as np
from numpy.random.bit_generator import ISeedSequence
from numpy.typing import NDArray

from luodi.indicators.forecast.arrays import Array


class Streams:
    """The random quantities of one series, numbered from 0. One generator is moved about: building one takes longer."""

    def __init__(self, seed: int, key: str) -> None:
        words = np.frombuffer(sha256(f"{seed}\0{key}".encode()).digest(), dtype="<u8")
        self._key = words[:2].tolist()
        self._philox = np.random.Philox(_Words(words))  # type: ignore[arg-type]
        self._generator = np.random.Generator(self._philox)

    def _move(self, quantity: int) -> None:
        # Of plain whole numbers: from arrays, as `state` has them when read, it is taken over four times as slowly.
        state: Any = {
            "bit_generator": "Philox",
            "state": {"counter": (0, 0, 0, quantity), "key": self._key},
            "buffer": (0, 0, 0, 0),
            "buffer_pos": 4,
            "has_uint32": 0,
            "uinteger": 0,
        }
        self._philox.state = state

    def normal(self, quantity: int, out: Array) -> None:
        """Standard normal numbers, as many as there is room for."""
        self._move(quantity)
        self._generator.standard_normal(out=out)

    def uniform(self, quantity: int, count: int) -> Array:
        """Numbers in [0, 1)."""
        self._move(quantity)
        return self._generator.random(count)

    def whole(self, quantity: int, count: int) -> NDArray[np.uint16]:
        """Whole numbers of 16 bits, four of them from each number that the generator makes."""
        self._move(quantity)
        made = self._philox.random_raw(-(-count // 4))
        return made.astype("<u8", copy=False).view("<u2")[:count]


class _Words(ISeedSequence):
    """Numbers as the key of a generator, which by itself would ask the system for some that are thrown away."""

    def __init__(self, words: NDArray[np.uint64]) -> None:
        self._words = words.astype(np.uint64, copy=False)

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> NDArray[np.uint64]:
        assert dtype is np.uint64
        return self._words[:n_words]
