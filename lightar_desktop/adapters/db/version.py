# SPDX-License-Identifier: MIT
"""The schema this program was written for; importable before anything heavy."""

from typing import Final

# The newest revision in migrations/versions; a test compares the two.
SCHEMA: Final = "0002"
