"""Finds out whether the HTTP port is free before anything slow is loaded or anything is opened."""

from __future__ import annotations

import errno
import socket

from bot.runtime.settings import SettingsError


def check_port(host: str, port: int, name: str = "HTTP") -> None:
    """Listens for a moment. Raises SettingsError that names the setting and what to do.

    `name` is the text before `_HOST` and `_PORT` in the settings.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        address = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][4]
        with socket.socket(family, socket.SOCK_STREAM) as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            attempt.bind(address)
            attempt.listen(1)
    except OSError as error:
        raise port_problem(host, port, error, name) from None


def port_problem(host: str, port: int, error: OSError, name: str = "HTTP") -> SettingsError:
    """The one line for a port that the bot cannot listen on."""
    if error.errno == errno.EADDRINUSE:
        line = f"{name}_PORT {port} is taken by another program: end it, or set {name}_PORT to a free one"
    elif error.errno == errno.EACCES:
        line = f"{name}_PORT {port} may not be used by this user: set {name}_PORT to one above 1023"
    else:
        line = f"{name}_HOST {host} cannot be listened on: set it to an address of this machine"
    return SettingsError([line])
