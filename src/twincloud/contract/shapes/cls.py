"""Shapes of Tencent log service (CLS); their text, as type checkers read it, is in the stub beside this file."""

from __future__ import annotations

from twincloud.contract.shaping import lazy_shapes

__getattr__ = lazy_shapes("cls", globals())
