# SPDX-License-Identifier: MIT
"""Reusable parts of pages and dialogs."""
