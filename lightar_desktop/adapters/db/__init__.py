# SPDX-License-Identifier: MIT
"""Where data is kept: SQLite on one workstation, PostgreSQL for a team."""
