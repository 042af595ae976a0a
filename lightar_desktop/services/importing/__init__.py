# SPDX-License-Identifier: MIT
"""Importing customers, products and drafts from a stranger's files."""
