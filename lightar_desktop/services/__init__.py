# SPDX-License-Identifier: MIT
"""Use cases: commands in, frozen rows out. The outside world stands behind `ports`."""
