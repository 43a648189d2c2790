"""Opens the documents of a run with the right key, or says what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot.documents.confine import lacks
from bot.documents.service import DocumentService
from bot.documents.store import DocumentStore, OthersDocuments, WrongDocumentKey
from bot.runtime.runner import Runner
from bot.runtime.settings import Settings, SettingsError, right_value

if TYPE_CHECKING:
    from bot.documents.fonts import FontSource

log = structlog.get_logger(__name__)


async def open_documents(runner: Runner, settings: Settings) -> DocumentService:
    """The documents of this database. Raises SettingsError for a folder, key or font that cannot be used."""
    store = await store_of(runner, settings)
    if missing := lacks():
        log.warning(
            "this system cannot isolate the process that opens documents as intended", lacks=" ".join(missing)
        )
    return DocumentService(runner, store, _font(settings.font_path))


async def store_of(runner: Runner, settings: Settings) -> DocumentStore:
    """The store of this database's documents. Raises SettingsError for a folder or key that cannot be used."""
    store = DocumentStore(settings.documents_path, settings.keys())
    try:
        # No other database has this fingerprint; a copy of this one does.
        await store.claim(runner.services.vault.fingerprint("documents", "store").hex())
    except (WrongDocumentKey, OthersDocuments, OSError) as error:
        raise SettingsError([_problem(error, store.folder)]) from None
    return store


def _problem(error: Exception, folder: Path) -> str:
    if isinstance(error, WrongDocumentKey):
        what, do = "does not fit the documents in", "put the key they were sealed with behind the new one"
        return f"SECRET_KEY {what} {folder}: {do}, with a comma"
    if isinstance(error, OthersDocuments):
        return f"{folder} holds another database's documents: choose another DOCUMENTS_DIR, or restore that database"
    why = error.strerror if isinstance(error, OSError) else type(error).__name__
    return f"DOCUMENTS_DIR cannot be used ({why}): correct {folder}"


def _font(path: Path | None) -> FontSource | None:
    """The operator's font. Its libraries are slow to import, and few operators set one."""
    if path is None:
        return None
    from bot.documents.fonts import FontSource, FontUnusable

    try:
        return FontSource(path)
    except FontUnusable:
        raise SettingsError([f"FONT_PATH is wrong: it has to be {right_value('font_path')}"]) from None
