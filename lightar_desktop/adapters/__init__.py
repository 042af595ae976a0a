# SPDX-License-Identifier: MIT
"""The outside world: each package implements ports of the services and knows no other one."""
