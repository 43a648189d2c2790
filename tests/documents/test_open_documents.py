"""The documents at the program's start: their own key, their own database, a font; or a line that says why not."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import build
from bot.demo.start_anew import forget
from bot.documents.open_documents import open_documents
from bot.documents.service import DocumentService
from bot.runtime.clock import SystemClock, SystemRandom
from bot.runtime.runner import Runner
from bot.runtime.settings import Settings, SettingsError
from bot.runtime.vault import prepare
from domain.context import Services
from domain.operations import NEXT_DUE
from domain.rules.policy import Policy
from storage.database import Database
from tests.support.document_files import pdf, saved

OLD, NEW = "o" * 40, "n" * 40


def settings_of(tmp_path: Path, key: str = OLD, **changes: object) -> Settings:
    fresh = Settings(_env_file=None, database_url=SecretStr(f"sqlite:///{tmp_path}/books.db"), http_port=0)
    return fresh.model_copy(update={"secret_key": SecretStr(key), **changes})


async def opened(db: Database, settings: Settings) -> DocumentService:
    random = SystemRandom()
    vault = await db.write(partial(prepare, keys=(OLD, NEW), mode="sandbox", random=random))
    return await open_documents(Runner(db, Services(SystemClock(), random, Policy(), vault)), settings)


async def refused(db: Database, settings: Settings) -> str:
    with pytest.raises(SettingsError) as caught:
        await opened(db, settings)
    (line,) = caught.value.lines
    assert OLD not in line
    assert NEW not in line
    return line


async def test_a_wrong_key_is_told_and_a_rotated_one_opens(db: Database, tmp_path: Path) -> None:
    new = await (await opened(db, settings_of(tmp_path))).take("closure_proof", saved(pdf()), "me")
    line = await refused(db, settings_of(tmp_path, NEW))
    assert line.startswith("SECRET_KEY does not fit the documents in")
    assert "behind the new one" in line
    documents = await opened(db, settings_of(tmp_path, f"{NEW},{OLD}"))
    assert await documents.get(new.id) is not None
    # A day of the program's life, and the old part may go.
    await documents._store.reseal()
    assert await (await opened(db, settings_of(tmp_path, NEW))).get(new.id) is not None


async def test_another_databases_documents_are_left_alone(db: Database, tmp_path: Path) -> None:
    shared = settings_of(tmp_path, documents_dir=tmp_path / "shared")
    await (await opened(db, shared)).take("closure_proof", saved(pdf()), "me")
    await db.write(lambda tx: tx.run("meta_set", fact="index_key", value=_wrapped()))
    assert "another database" in await refused(db, shared)


def _wrapped() -> bytes:
    from bot.runtime.vault import _fernet

    return _fernet([OLD]).encrypt(b"i" * 32)


async def test_a_folder_or_font_that_does_not_do_is_told(db: Database, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    wrong = settings_of(tmp_path, font_path=tmp_path / "file")
    assert (await refused(db, wrong)).startswith("FONT_PATH is wrong: it has to be a font")


async def test_the_program_has_documents_and_does_their_work(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    app = await build(settings)
    try:
        assert settings.documents_path == tmp_path / "books.db.documents"
        new = await app.documents.take("closure_proof", saved(pdf()), "me")
        assert settings.documents_path.is_dir()
        assert set(NEXT_DUE) <= set(app.timers._work)
        assert await app.timers.run("stray") == 0
        assert await app.documents.get(new.id) is not None
    finally:
        await app.stop()
    forget(settings)
    assert not settings.documents_path.exists()


def test_where_documents_lie(tmp_path: Path) -> None:
    server = settings_of(tmp_path, database_url=SecretStr("postgresql://u:p@h:1/name"))
    other = settings_of(tmp_path, database_url=SecretStr("postgresql://u:p@h:1/other"))
    assert server.documents_path.parent == Path("var")
    assert server.documents_path != other.documents_path
    assert settings_of(tmp_path, documents_dir=tmp_path / "x").documents_path == tmp_path / "x"
    assert settings_of(tmp_path, document_days=7).policy().document_days == 7
