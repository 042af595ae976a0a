# SPDX-License-Identifier: MIT
"""Saves a draft while it is typed: what was kept last, one version after the other."""

import threading
from dataclasses import replace

from lightar_desktop.domain.invoice import Invoice
from lightar_desktop.services.drafting import Drafting


class Autosave:
    """One draft that is being edited. `keep` may be called at every keystroke; `save` on any
    thread, also on several at once: each version is stored after the one before it.
    """

    def __init__(self, drafting: Drafting, draft: Invoice) -> None:
        self._drafting = drafting
        self._id = draft.id
        self._version = draft.version
        self._stored = draft
        self._kept: Invoice | None = None
        self._slot = threading.Lock()
        self._saving = threading.Lock()

    @property
    def version(self) -> int:
        """The version that was stored last."""
        return self._version

    @property
    def pending(self) -> bool:
        """Whether something was typed that is not stored yet."""
        return self._kept is not None

    def keep(self, draft: Invoice) -> None:
        """Remember the draft as it is now."""
        with self._slot:
            self._kept = draft

    def save(self) -> Invoice:
        """Store what was kept last; returns what is stored now. What could not be stored is kept
        unless something newer was.
        """
        with self._saving:
            with self._slot:
                kept, self._kept = self._kept, None
            if kept is None or replace(kept, version=self._version) == self._stored:
                return self._stored
            try:
                version = self._drafting.save(replace(kept, version=self._version))
            except BaseException:
                self._keep_again(kept)
                raise
            self._version = version
            self._stored = replace(kept, version=version)
            return self._stored

    def _keep_again(self, kept: Invoice) -> None:
        with self._slot:
            if self._kept is None:
                self._kept = kept

    def follow(self, theirs: Invoice) -> None:
        """Go on from what somebody else stored; what was kept before is forgotten, and what is
        kept from now on replaces theirs.
        """
        with self._saving:
            with self._slot:
                self._kept = None
            self._version = theirs.version
            self._stored = theirs

    def finish(self) -> None:
        """Store what is left; the journal hears of it."""
        self.save()
        self._drafting.finish(self._id)
