"""Opens the papers of a run: its own store with the right key, and a font for its form, or says what is wrong."""

from __future__ import annotations

from pathlib import Path

import structlog

from bot.documents.confined import lacks
from bot.documents.fonts import find_font
from bot.documents.keeping import Documents
from bot.documents.store import DocumentStore, OthersDocuments, WrongDocumentKey
from bot.performing import Performing
from bot.settings import Settings, SettingsError, form_of

log = structlog.get_logger(__name__)


async def open_documents(performing: Performing, settings: Settings) -> Documents:
    """The papers of this database. Raises SettingsError for a folder, key or font that does not do."""
    store = DocumentStore(settings.documents_path, settings.keys())
    try:
        # No other database has the same; a copy of this one does.
        await store.claim(performing.env.vault.fingerprint("documents", "store").hex())
    except (WrongDocumentKey, OthersDocuments, OSError) as error:
        raise SettingsError([_problem(error, store.folder)]) from None
    if missing := lacks():
        log.warning(
            "this system cannot isolate the process that opens documents as intended", lacks=" ".join(missing)
        )
    return Documents(performing, store, _font(settings))


def _problem(error: Exception, folder: Path) -> str:
    if isinstance(error, WrongDocumentKey):
        what, do = "does not fit the papers in", "put the key they were sealed with behind the new one"
        return f"SECRET_KEY {what} {folder}: {do}, with a comma"
    if isinstance(error, OthersDocuments):
        return f"{folder} holds another database's papers: choose another DOCUMENTS_DIR, or restore that database"
    why = error.strerror if isinstance(error, OSError) else type(error).__name__
    return f"DOCUMENTS_DIR cannot be used ({why}): correct {folder}"


def _font(settings: Settings) -> Path | None:
    try:
        font = find_font(settings.font_path)
    except ValueError:
        raise SettingsError([f"FONT_PATH is wrong: it has to be {form_of('font_path')}"]) from None
    if font is None:
        log.warning("no font for the application form: install one with Chinese, or set FONT_PATH")
    return font
