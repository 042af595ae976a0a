# SPDX-License-Identifier: MIT
"""What a person can choose where a file was not recognised rightly."""

from typing import Final

ENCODINGS: Final = {
    "utf-8": "Unicode (UTF-8)",
    "utf-16": "Unicode (UTF-16)",
    "cp1252": "Western (Windows-1252)",
    "iso8859_15": "Western (ISO 8859-15)",
    "cp1250": "Central European (Windows-1250)",
    "cp1251": "Cyrillic (Windows-1251)",
    "cp1253": "Greek (Windows-1253)",
    "cp1254": "Turkish (Windows-1254)",
    "cp850": "DOS (code page 850)",
    "mac_roman": "Macintosh (Roman)",
    "shift_jis": "Japanese (Shift JIS)",
    "gb18030": "Chinese (GB 18030)",
}
DELIMITERS: Final = {";": "Semicolon", ",": "Comma", "\t": "Tab", "|": "Bar"}
ENDINGS: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")
