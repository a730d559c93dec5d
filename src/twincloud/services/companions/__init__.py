"""Small parts of other products that clients of the served ones ask on their way, each in a module of its own."""

from __future__ import annotations

# Importing a noun registers its operations; this is the list of them.
from twincloud.services.companions import ssl, tag
from twincloud.services.companions.cls import CLS
from twincloud.services.companions.vpc import VPC

TENCENT_COMPANIONS = (VPC, tag.TAG, ssl.SSL, CLS)
"""Those of Tencent's, each with a contract of the actions that are provided."""

__all__ = ["TENCENT_COMPANIONS"]
