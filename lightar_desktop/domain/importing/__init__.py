# SPDX-License-Identifier: MIT
"""What the cells of a stranger's file mean."""
