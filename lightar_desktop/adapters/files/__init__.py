# SPDX-License-Identifier: MIT
"""Tables in files: CSV and spreadsheets, read as strangers write them, written for anyone."""
