"""The documents as the rest of the bot uses them: taken in, handed out, deleted on their day, no stray file left.

It joins cleaning, store and rows. The use cases decide which document is wanted and who may see it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog

from bot.documents.cleaning_process import Cleaner
from bot.documents.store import DocumentGone, DocumentStore, new_document_id
from bot.runtime.runner import Runner
from bot.workers.timers import Work
from domain.actor import Actor
from domain.errors import Refusal
from domain.ports import SECOND
from domain.rules.designated import DocumentKind
from domain.usecases.time.expire_documents import (
    begin_deleting,
    end_deleting,
    known_documents,
    newest_document,
)
from domain.views import NewDocument

if TYPE_CHECKING:
    from bot.documents.fonts import FontSource
    from bot.screens.application_form import FormData

log = structlog.get_logger(__name__)

ACTOR = Actor.system("documents")
BATCH = 100
STRAY_S = 24 * 3600
"""Seconds after which a file without a row is stray; a younger one may still get its row."""
TIDY_EVERY_S = 24 * 3600


class DocumentService:
    """Takes, hands out and deletes documents.

    `font` has characters for the application form that the built-in font lacks; None without such a font.
    """

    def __init__(
        self,
        runner: Runner,
        store: DocumentStore,
        font: FontSource | None = None,
        *,
        loop_time: Callable[[], float] = time.monotonic,
    ) -> None:
        self._runner = runner
        self._store = store
        self._font = font
        self._loop_time = loop_time
        self._cleaner = Cleaner()
        self._tidied_at: float | None = None

    async def take(self, kind: DocumentKind, data: bytes, whose: str) -> NewDocument:
        """Cleans and keeps a file of the person `whose`. The caller writes its row within a day.

        One person's documents are cleaned one after the other. Raises Unfit with what to tell them, and OSError when
        nothing can be kept.
        """
        cleaned = await self._cleaner.clean(data, whose)
        id_ = new_document_id()
        await self._store.put(id_, cleaned.data)
        log.info("a document is kept", document=id_, kind=kind, size_bytes=len(cleaned.data))
        return NewDocument(id_, cleaned.media_type, len(cleaned.data), cleaned.pages, cleaned.signed)

    async def get(self, id_: str) -> bytes | None:
        """A document in the clear, or None when it is gone. Raises WrongDocumentKey."""
        try:
            return await self._store.get(id_)
        except DocumentGone:
            return None

    async def drop(self, id_: str) -> None:
        """Deletes a document that got no row."""
        await self._store.delete(id_)

    async def form(self, form: FormData) -> bytes | None:
        """The application form as PDF, kept nowhere. None when a font is damaged."""
        # Imported late: the libraries are needed only for a form.
        from bot.documents.application_form import application_form
        from bot.documents.fonts import FontUnusable

        try:
            return await asyncio.to_thread(application_form, form, self._font)
        except FontUnusable as error:
            log.error("this font does not do for the application form", font=str(error))
            return None

    def work(self) -> dict[str, Work]:
        """The due work of documents, by kind."""
        return {"documents": self.delete_due, "stray": self.tidy}

    async def delete_due(self) -> int:
        """Deletes every document whose day has come and returns their number.

        Raises OSError when one cannot be deleted.
        """
        done = 0
        while True:
            try:
                due = await self._runner.perform(begin_deleting, ACTOR, BATCH)
            except Refusal as refusal:
                log.error("due work is refused", work="documents", refusal=refusal.code)
                return done
            for id_ in due:
                await self._store.delete(id_)
            gone = await self._runner.perform(end_deleting, ACTOR, due)
            done += gone
            if len(due) < BATCH:
                break
        if done:
            log.info("due work", work="documents", done_count=done)
        return done

    async def tidy(self) -> int:
        """Deletes files without a row and seals again what an old key has sealed; returns the number of both.

        Does so at the first call and then once a day.
        """
        now = self._loop_time()
        if self._tidied_at is not None and now - self._tidied_at < TIDY_EVERY_S:
            return 0
        stray = await self._remove_stray()
        resealed, unknown = await self._store.reseal()
        if unknown:
            log.error("documents cannot be opened: a part of SECRET_KEY is missing", count=unknown)
        if stray or resealed:
            log.info("documents tidied", stray_count=stray, resealed_count=resealed)
        # The next sweep tries again what failed.
        self._tidied_at = now
        return stray + resealed

    async def _remove_stray(self) -> int:
        """Deletes files without a row, but no file newer than every row, and none while the books may be old.

        After a restore from a backup the rows of newer documents are missing, and their files may be all that is
        left.
        """
        if await self._runner.behind() is not None:
            return 0
        newest = await self._runner.look(newest_document, ACTOR)
        every = await self._store.ids(older_s=STRAY_S)
        stored, removed = await self._store.ids(older_s=STRAY_S, until_s=newest / SECOND), 0
        if len(stored) < len(every):
            kept = len(every) - len(stored)
            log.warning("documents are newer than what the books know: they are kept", count=kept)
        for at in range(0, len(stored), BATCH):
            some = tuple(stored[at : at + BATCH])
            try:
                known = await self._runner.look(known_documents, ACTOR, some)
            except Refusal as refusal:
                log.error("due work is refused", work="stray", refusal=refusal.code)
                return removed
            for id_ in set(some) - known:
                await self._store.delete(id_)
                removed += 1
        return removed
