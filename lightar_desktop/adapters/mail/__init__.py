# SPDX-License-Identifier: MIT
"""Email: messages are built and checked here, and carried to the server in stages."""
