"""Draws: the number i of a name is a function of (seed, name, i) and of nothing else.

So scenarios are compared draw by draw, chunks and machines give the same bits, and a new input changes no other. The
generator is Philox 4x64 (Salmon et al. 2011), keyed by a hash of seed and name, its counter set to i.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_A_BLOCK = 4
"""Numbers that one step of the counter gives."""


def uniforms(seed: int, name: str, first: int, count: int) -> NDArray[np.float64]:
    """Draws first … first + count - 1 of a name: uniform inside (0, 1), never 0 or 1, multiples of 2⁻⁵³ plus half."""
    import numpy as np

    key = np.frombuffer(blake2b(f"{seed}/{name}".encode(), digest_size=16).digest(), "<u8")
    generator = np.random.Philox(key=key)
    generator.advance(first // _A_BLOCK)
    skipped = first % _A_BLOCK
    raw = generator.random_raw(skipped + count)[skipped:]
    return ((raw >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53


def correlated(seed: int, name: str, factor: str, loading: float, first: int, count: int) -> NDArray[np.float64]:
    """Draws of a name that share a latent factor (Gaussian copula): `loading` is the correlation of their normal scores
    with the factor's, so that two names with loadings a and b are correlated by a·b."""
    from scipy.special import ndtr, ndtri

    own = ndtri(uniforms(seed, name, first, count))
    shared = ndtri(uniforms(seed, f"factor/{factor}", first, count))
    drawn: NDArray[np.float64] = ndtr(loading * shared + (1 - loading**2) ** 0.5 * own)
    return drawn
