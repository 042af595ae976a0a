# SPDX-License-Identifier: MIT
"""Characters that would show a text as another than it is."""

import re

# Embeddings, overrides and isolates: they turn the direction of whatever follows, so that
# "exe.fdp" could read "pdf.exe". The direction of a text follows from its letters without them.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def undisguised(text: str) -> str:
    """`text` without the invisible characters that turn its direction."""
    return text if text.isascii() else _TURNING.sub("", text)
