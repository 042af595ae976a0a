# SPDX-License-Identifier: MIT
"""Invoices as PDF and as pictures of their pages."""
