# SPDX-License-Identifier: MIT
"""Dialogs ask, check while one types, and close; the work they start goes on without them."""
