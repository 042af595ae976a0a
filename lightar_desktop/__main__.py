# SPDX-License-Identifier: MIT
"""`python -m lightar_desktop`: the window; `python -m lightar_desktop demo`: the demo."""

from lightar_desktop.main import window

if __name__ == "__main__":
    window()
