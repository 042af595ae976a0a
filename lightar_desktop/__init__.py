# SPDX-License-Identifier: MIT
"""LightAR Desktop: opens invoices, sends them and follows them until they are paid."""

__version__ = "0.1.0"
