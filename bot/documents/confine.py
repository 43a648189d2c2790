"""Takes everything but computing away from this process: no files, sockets, signals, processes or new code.

The child that opens strangers' documents (`cleaning_process`) calls it. On Linux it uses Landlock and seccomp, called
without a library. Elsewhere, and on kernels without them, only limits and another user protect, and `lacks` names
what is missing.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from contextlib import suppress
from types import ModuleType

resource: ModuleType | None
try:
    # Imported now: after confinement nothing can be loaded.
    import resource
except ImportError:
    # This system has none; the parent's clock still ends the child.
    resource = None

CPU_SECONDS_MOST = 8
MEMORY_MOST_BYTES = 2 * 1024**3
"""Addresses, most of them never used; 50 million pixels take about half a gigabyte."""
NICE = 10
NOBODY = 65534

_SET_NO_NEW_PRIVS = 38
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT, _LANDLOCK_VERSION = 444, 446, 1
# The number of rights over files in each version of Landlock:
# https://docs.kernel.org/userspace-api/landlock.html
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_FILE_RIGHTS_NOW = 16
_SECCOMP_SET_FILTER, _SECCOMP_ACTION_AVAILABLE, _SECCOMP_ALL_THREADS = 1, 2, 1
_KILL, _ERRNO, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_EPERM, _ENOSYS = 1, 38
_PROT_EXEC, _CLONE_THREAD = 0x4, 0x10000
_LOAD, _EQUAL, _ANY_BIT, _AT_LEAST, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT = 0, 4, 16

_FREE = (
    "read", "write", "readv", "writev", "close", "fstat", "lseek", "ppoll", "munmap", "mremap", "madvise", "brk",
    "futex", "getrandom", "membarrier", "rseq", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack",
    "restart_syscall", "sched_yield", "sched_getaffinity", "getcpu", "nanosleep", "clock_nanosleep",
    "clock_gettime", "clock_getres", "gettimeofday", "times", "getrusage", "getrlimit", "sysinfo", "uname",
    "getpid", "gettid", "getuid", "geteuid", "getgid", "getegid", "set_robust_list", "set_tid_address", "exit",
    "exit_group",
)  # fmt: skip
"""System calls that touch only this process and what it has open."""

# Numbers from the kernel's tables: arch/x86/entry/syscalls/syscall_64.tbl and scripts/syscall.tbl.
_X86 = (
    0xC000003E, 317,
    dict(
        read=0, write=1, readv=19, writev=20, close=3, fstat=5, lseek=8, ppoll=271, munmap=11, mremap=25, madvise=28,
        brk=12, futex=202, getrandom=318, membarrier=324, rseq=334, rt_sigaction=13, rt_sigprocmask=14,
        rt_sigreturn=15, sigaltstack=131, restart_syscall=219, sched_yield=24, sched_getaffinity=204, getcpu=309,
        nanosleep=35, clock_nanosleep=230, clock_gettime=228, clock_getres=229, gettimeofday=96, times=100,
        getrusage=98, getrlimit=97, sysinfo=99, uname=63, getpid=39, gettid=186, getuid=102, geteuid=107, getgid=104,
        getegid=108, set_robust_list=273, set_tid_address=218, exit=60, exit_group=231, mmap=9, mprotect=10,
        clone=56, clone3=435, prlimit64=302, tgkill=234,
    ),
)  # fmt: skip
_ARM = (
    0xC00000B7, 277,
    dict(
        read=63, write=64, readv=65, writev=66, close=57, fstat=80, lseek=62, ppoll=73, munmap=215, mremap=216,
        madvise=233, brk=214, futex=98, getrandom=278, membarrier=283, rseq=293, rt_sigaction=134, rt_sigprocmask=135,
        rt_sigreturn=139, sigaltstack=132, restart_syscall=128, sched_yield=124, sched_getaffinity=123, getcpu=168,
        nanosleep=101, clock_nanosleep=115, clock_gettime=113, clock_getres=114, gettimeofday=169, times=153,
        getrusage=165, getrlimit=163, sysinfo=179, uname=160, getpid=172, gettid=178, getuid=174, geteuid=175,
        getgid=176, getegid=177, set_robust_list=99, set_tid_address=96, exit=93, exit_group=94, mmap=222,
        mprotect=226, clone=220, clone3=435, prlimit64=261, tgkill=131,
    ),
)  # fmt: skip
_MACHINES: dict[str, tuple[int, int, dict[str, int]]] = {
    "x86_64": _X86, "amd64": _X86, "aarch64": _ARM, "arm64": _ARM,
}  # fmt: skip


def lacks() -> tuple[str, ...]:
    """The parts of the isolation that this system does not have: `landlock`, `seccomp`."""
    found = {"landlock": _landlock() > 0, "seccomp": _has_seccomp()}
    return tuple(name for name, there in found.items() if not there)


def confine() -> None:
    """Confines this process: it computes, and writes to what is already open. Nothing more can be loaded.

    Raises OSError when the system has a part of the isolation and does not grant it. Then nothing may be opened.
    """
    os.nice(NICE)
    _become_nobody()
    missing = lacks()
    if sys.platform == "linux":
        _checked(
            "no_new_privs",
            ctypes.CDLL(None, use_errno=True).prctl(*map(ctypes.c_ulong, (_SET_NO_NEW_PRIVS, 1, 0, 0, 0))),
        )
    if "landlock" not in missing:
        _leave_files()
    _limit()
    if "seccomp" not in missing:
        _leave_calls()


def _become_nobody() -> None:
    """Gives up root where possible, so that root's files are another user's."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # A container may lack this user or forbid the change.
        with suppress(OSError):
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)


def _limit() -> None:
    if resource is None:
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_MOST_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS_MOST),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        # What is open stays open. Nothing else can be opened, on any system.
        (resource.RLIMIT_NOFILE, 0),
    ):
        # The hard limit may be lower.
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def _landlock() -> int:
    """The version of Landlock, 0 without it."""
    if sys.platform != "linux":
        return 0
    return max(0, _call(_LANDLOCK_CREATE, None, 0, _LANDLOCK_VERSION))


def _leave_files() -> None:
    version = _landlock()
    files = 2 ** _FILE_RIGHTS.get(version, _FILE_RIGHTS_NOW) - 1
    network = 3 if version >= 4 else 0
    scopes = 3 if version >= 6 else 0
    asked = struct.pack("=QQQ", files, network, scopes)[: 24 if version >= 6 else 16 if version >= 4 else 8]
    # A set of rights without a single rule: every right in it is refused.
    rules = _checked("landlock", _call(_LANDLOCK_CREATE, asked, len(asked), 0))
    _checked("landlock", _call(_LANDLOCK_RESTRICT, rules, 0))
    os.close(rules)


def _machine() -> tuple[int, int, dict[str, int]] | None:
    # A 32-bit interpreter on a 64-bit kernel uses other system calls.
    return _MACHINES.get(platform.machine().lower()) if sys.maxsize > 2**32 else None


def _has_seccomp() -> bool:
    machine = _machine()
    if sys.platform != "linux" or machine is None:
        return False
    wanted = ctypes.c_uint32(_ERRNO)
    return _call(machine[1], _SECCOMP_ACTION_AVAILABLE, 0, ctypes.byref(wanted)) == 0


def _leave_calls() -> None:
    machine = _machine()
    if machine is None:
        return
    program = _program(machine[0], machine[2], os.getpid())
    steps = ctypes.create_string_buffer(b"".join(program))
    filter_ = struct.pack("HxxxxxxP", len(program), ctypes.addressof(steps))
    _checked("seccomp", _call(machine[1], _SECCOMP_SET_FILTER, _SECCOMP_ALL_THREADS, filter_))


def _program(arch: int, numbers: dict[str, int], pid: int) -> list[bytes]:
    """The filter: the listed calls are granted, every other is refused with EPERM."""
    refuse, grant = _step(_RETURN, _ERRNO | _EPERM), _step(_RETURN, _ALLOW)
    steps = [
        _step(_LOAD, _ARCH_AT),
        _step(_EQUAL, arch, 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER_AT),
        # The second table of system calls of the same machine (x32).
        _step(_AT_LEAST, 0x40000000, 0, 1),
        refuse,
    ]

    def only(name: str, then: list[bytes]) -> None:
        steps.extend([_step(_EQUAL, numbers[name], 0, len(then)), *then])

    for name in _FREE:
        only(name, [grant])
    for name in ("mmap", "mprotect"):
        only(name, [_argument(2), _step(_ANY_BIT, _PROT_EXEC, 0, 1), refuse, grant])
    only("clone", [_argument(0), _step(_ANY_BIT, _CLONE_THREAD, 1, 0), refuse, grant])
    # The flags of clone3 lie in memory, where no filter looks. Without clone3 the C library uses clone.
    only("clone3", [_step(_RETURN, _ERRNO | _ENOSYS)])
    # The process ends itself with this call.
    only("tgkill", [_argument(0), _step(_EQUAL, pid, 1, 0), refuse, grant])
    reads = [
        word
        for index in (0, 2)
        for half in (0, 4)
        for word in (_argument(index, half), _step(_EQUAL, 0, 1, 0), refuse)
    ]
    only("prlimit64", [*reads, grant])
    return [*steps, refuse]


def _argument(index: int, half: int = 0) -> bytes:
    # Both machines store the lower half first.
    return _step(_LOAD, _ARGUMENTS_AT + 8 * index + half)


def _step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("HBBI", code, then, otherwise, value)


def _call(number: int, *arguments: object) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    return int(
        libc.syscall(
            ctypes.c_long(number), *(ctypes.c_long(one) if isinstance(one, int) else one for one in arguments)
        )
    )


def _checked(what: str, answer: int) -> int:
    if answer < 0:
        raise OSError(ctypes.get_errno(), f"{what} was not granted")
    return answer
