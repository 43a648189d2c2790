"""Who is at the command line: the login that this process has, asked of the machine and never of the environment."""

from __future__ import annotations

import os
import pwd
import re

from domain.actor import Actor

_LOGIN = re.compile(r"[A-Za-z0-9_.@-]{1,64}", re.ASCII)


def operator() -> Actor:
    """The login of the process's user, with the one from which sudo took it.

    What sudo says is in the environment, which whoever became that user may write: it is written down, and decides
    nothing.
    """
    try:
        login = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        login = f"uid-{os.getuid()}"
    sudo = os.environ.get("SUDO_USER")
    if sudo is not None and not _LOGIN.fullmatch(sudo):
        sudo = "?"
    return Actor.at_machine(login, sudo)
