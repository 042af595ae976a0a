# SPDX-License-Identifier: MIT
"""The rules of receivables: plain values and functions that do no I/O."""
