# SPDX-License-Identifier: MIT
"""The machine itself: time, threads, processes."""
