"""Document → Plan: outline, tables, responsibility grammar, figures, deadlines, money, metadata."""

from luodi.compiler.compile import compile

__all__ = ["compile"]
