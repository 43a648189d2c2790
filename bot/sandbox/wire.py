"""Reads HTTP bodies into `Params`: urlencoded, multipart or JSON, of a request or of a webhook's answer.

It decides only shape; the methods decide what a parameter means. A body over the limit is a 413.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, ClientResponse, MultipartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.sandbox.errors import bad_request, too_large
from bot.sandbox.limits import UPLOAD_MAX_BYTES
from bot.sandbox.params import Params, Upload

_FORM = "application/x-www-form-urlencoded"
_BODY_MAX_BYTES = UPLOAD_MAX_BYTES + 1024 * 1024


async def request_params(request: web.Request) -> Params:
    """The parameters of a request. Those of the body override those of the address."""
    values: dict[str, Any] = dict(request.query)
    if not request.can_read_body:
        return Params(values)
    if (request.content_length or 0) > _BODY_MAX_BYTES:
        raise too_large()
    try:
        if request.content_type.startswith("multipart/"):
            return await _multipart(await request.multipart(), values)
        body = bytearray()
        async for chunk in request.content.iter_chunked(64 * 1024):
            body += chunk
            if len(body) > _BODY_MAX_BYTES:
                raise too_large()
    except (ValueError, HttpProcessingError, web.RequestPayloadError):
        # The body has no parts, a line without an end, or another encoding than it says.
        raise bad_request("can't parse the request body") from None
    return Params({**values, **_plain(request.content_type, bytes(body))})


async def response_params(response: ClientResponse) -> Params:
    """The method call in a webhook's answer. The parameters are empty when there is none."""
    if response.content_type.startswith("multipart/"):
        return await _multipart(MultipartReader.from_response(response), {})
    body = await response.content.read(_BODY_MAX_BYTES)
    return Params(_plain(response.content_type, body))


def _plain(content_type: str, body: bytes) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        if content_type == _FORM:
            return dict(parse_qsl(body.decode(), keep_blank_values=True))
        decoded = json.loads(body)
    except (ValueError, RecursionError):
        raise bad_request("can't parse the request body") from None
    if not isinstance(decoded, dict):
        raise bad_request("object expected as the request body")
    return decoded


async def _multipart(reader: Any, values: dict[str, Any]) -> Params:
    """Read all parts; one with a file name is a file, any other a field."""
    files: dict[str, Upload] = {}
    size = 0
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or not part.name:
            continue
        data = bytearray()
        while chunk := await part.read_chunk(64 * 1024):
            data += chunk
            size += len(chunk)
            if size > _BODY_MAX_BYTES or len(data) > UPLOAD_MAX_BYTES:
                raise too_large()
        if part.filename is None:
            values[part.name] = data.decode("utf-8", "replace")
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream").partition(";")[0].strip()
            files[part.name] = Upload(part.filename, mime, bytes(data))
    return Params(values, files)
