"""luodi 落地: published policy plans, compiled and followed through.

    import luodi
    plan = luodi.compile(luodi.read("行动计划.pdf"))

`read` takes a path or bytes in any usual format, `compile` gives the plan; what they need is imported when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from luodi.compiler import compile
    from luodi.documents import DocumentError, read

__version__ = "0.1.0"
__all__ = ["DocumentError", "__version__", "compile", "read"]

_HOMES = {"compile": "luodi.compiler", "read": "luodi.documents", "DocumentError": "luodi.documents"}


def __getattr__(name: str) -> Any:
    """Import a public name from its home on first use (PEP 562), so that `import luodi` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'luodi' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
