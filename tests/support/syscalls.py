"""Watches the system calls of a program and all its threads, in their order, with ptrace (Linux)."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
from collections.abc import Callable, Sequence

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
_LIBC.ptrace.restype = ctypes.c_long
_TRACEME, _CONT, _SYSCALL, _SETOPTIONS, _SYSCALL_INFO = 0, 7, 24, 0x4200, 0x420E
_OPTIONS = 0x01 | 0x02 | 0x04 | 0x08 | 0x100000  # mark syscall stops, follow fork, vfork and clone, kill with tracer
_WALL = 0x40000000
_SYSCALL_STOP = signal.SIGTRAP | 0x80
_EXIT = 2

NUMBERS = {
    "x86_64": {"fsync": 74, "fdatasync": 75, "write": 1, "sendto": 44, "sendmsg": 46, "writev": 20},
    "aarch64": {"fsync": 82, "fdatasync": 83, "write": 64, "sendto": 206, "sendmsg": 211, "writev": 66},
}


class _Info(ctypes.Structure):
    """struct ptrace_syscall_info; the union's part for a call's entry is what is read."""

    _fields_ = (
        ("op", ctypes.c_uint8),
        ("pad", ctypes.c_uint8 * 3),
        ("arch", ctypes.c_uint32),
        ("instruction_pointer", ctypes.c_uint64),
        ("stack_pointer", ctypes.c_uint64),
        ("number", ctypes.c_uint64),
        ("arguments", ctypes.c_uint64 * 6),
    )


def watch(command: Sequence[str], environment: dict[str, str], seen: Callable[[str, str], None]) -> int:
    """Run `command` to its end and return its exit status.

    `seen(name, file)` is called at the end of each system call of `NUMBERS`, with what its first argument refers to.
    Blocks; run it in a thread. Raises OSError where ptrace is not permitted.
    """
    names = {number: name for name, number in NUMBERS[platform.machine()].items()}
    child = os.fork()
    if child == 0:
        _LIBC.ptrace(_TRACEME, 0, None, None)
        os.execve(command[0], list(command), environment)  # noqa: S606 (no shell is wanted)
    os.waitpid(child, 0)
    _ptrace(_SETOPTIONS, child, None, _OPTIONS)
    _ptrace(_SYSCALL, child, None, 0)
    entered: dict[int, tuple[str, str]] = {}
    while True:
        thread, status = os.waitpid(-1, _WALL)
        if os.WIFEXITED(status) or os.WIFSIGNALED(status):
            if thread == child:
                return os.waitstatus_to_exitcode(status)
            continue
        stop = os.WSTOPSIG(status)
        forward = 0
        if stop == _SYSCALL_STOP:
            _note(thread, names, entered, seen)
        elif stop not in (signal.SIGTRAP, signal.SIGSTOP):
            forward = stop
        _LIBC.ptrace(_SYSCALL, thread, None, forward)


def _note(
    thread: int, names: dict[int, str], entered: dict[int, tuple[str, str]], seen: Callable[[str, str], None]
) -> None:
    info = _Info()
    size = ctypes.sizeof(info)
    if _LIBC.ptrace(_SYSCALL_INFO, thread, size, ctypes.addressof(info)) <= 0:
        return
    if info.op == _EXIT:
        if thread in entered:
            seen(*entered.pop(thread))
    elif info.number in names:
        entered[thread] = (names[info.number], _file(thread, info.arguments[0]))


def _file(thread: int, descriptor: int) -> str:
    try:
        return os.readlink(f"/proc/{thread}/fd/{descriptor}")  # noqa: PTH115 (a link that leads to no path)
    except OSError:
        return ""


def _ptrace(request: int, pid: int, address: int | None, data: int | None) -> None:
    if _LIBC.ptrace(request, pid, address, data) < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
