"""An aiogram session that calls the sandbox's core directly: real Bot, real Dispatcher, no socket, no sleep.

Parameters are prepared as for HTTP (same strings, same dropped empty fields) and answers go through aiogram's own
check, so a bot gets the same objects and exceptions as over HTTP.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InputFile

from bot.sandbox.core import Core
from bot.sandbox.errors import ApiError, LostAnswer, too_large, unauthorized
from bot.sandbox.limits import UPLOAD_MAX_BYTES
from bot.sandbox.params import Params, Upload

_BASE = "http://sandbox.invalid"


class InProcessSession(BaseSession):
    """`Bot(token, session=InProcessSession(sandbox.core))`."""

    def __init__(self, core: Core) -> None:
        super().__init__(api=TelegramAPIServer.from_base(_BASE))
        self._core = core

    async def close(self) -> None:
        """Does nothing: no connection is open."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109  # aiogram's signature
    ) -> TelegramType:
        """The result of the method. Raises what aiogram raises over HTTP."""
        try:
            if bot.token != self._core.token:
                raise unauthorized()
            params = await self._params(bot, method)
            result = await self._core.call(method.__api_method__, params)
            status, body = 200, {"ok": True, "result": result}
        except ApiError as error:
            status, body = error.error_code, error.body()
        except LostAnswer as error:
            raise TelegramNetworkError(method=method, message=f"ServerDisconnectedError: {error}") from error
        response = self.check_response(bot=bot, method=method, status_code=status, content=json.dumps(body))
        # The result is None only for ok=false, and that raised above.
        return cast(TelegramType, response.result)

    async def _params(self, bot: Bot, method: TelegramMethod[Any]) -> Params:
        attached: dict[str, InputFile] = {}
        values: dict[str, str] = {}
        for name, value in method.model_dump(warnings=False).items():
            prepared = self.prepare_value(value, bot=bot, files=attached)
            if prepared:
                values[name] = prepared
        uploads: dict[str, Upload] = {}
        for key, file in attached.items():
            data = b"".join([chunk async for chunk in file.read(bot)])
            if len(data) > UPLOAD_MAX_BYTES:
                raise too_large()
            uploads[key] = Upload(file.filename or key, "application/octet-stream", data)
        return Params(values, uploads)

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109  # aiogram's signature
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """The content of a file, by the address that aiogram makes of getFile's path."""
        prefix = f"{_BASE}/file/bot{self._core.token}/"
        data = self._core.files.by_path(url.removeprefix(prefix)) if url.startswith(prefix) else None
        if data is None:
            raise FileNotFoundError("the sandbox has no such file")
        for start in range(0, len(data), chunk_size):
            yield data[start : start + chunk_size]
