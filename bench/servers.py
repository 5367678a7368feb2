"""The servers that are compared, each in a process of its own on the first core."""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVER_CORE, REST_CORE = {0}, {1} if (os.cpu_count() or 1) > 1 else {0}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(name: str, process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    process.kill()
    process.wait()
    raise RuntimeError(f"{name} did not start")


class Server:
    """A started server; `request(n)` is the n-th reader's request."""

    def __init__(self, name: str, command: list[str], port: int, **environment: str) -> None:
        self.name = name
        self.port = port
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=lambda: os.sched_setaffinity(0, SERVER_CORE),
        )
        self.request: Callable[[int], bytes] = lambda _n: b"GET /stream HTTP/1.1\r\nHost: b\r\n\r\n"
        self.directory: Path | None = None
        wait_until_up(name, self.process, port)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.directory:
            shutil.rmtree(self.directory, ignore_errors=True)


def uvicorn(app: str, port: int) -> list[str]:
    command = [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--loop", "uvloop", "--http", "httptools"]
    return [*command, "--no-access-log", "--log-level", "error", "--backlog", "4096"]


def upstream() -> tuple[subprocess.Popen[bytes], int]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.upstream", str(port)],
        cwd=ROOT,
        preexec_fn=lambda: os.sched_setaffinity(0, REST_CORE),
    )
    wait_until_up("upstream", process, port)
    return process, port


def relay(upstream_port: int, model: str) -> Server:
    port = free_port()
    return Server("bare relay", [sys.executable, "-m", "bench.relay", str(port), str(upstream_port), model], port)


def fastapi(upstream_port: int, model: str) -> Server:
    port = free_port()
    environment = {"BENCH_UPSTREAM": str(upstream_port), "BENCH_MODEL": model}
    return Server("FastAPI + openai", uvicorn("bench.fastapi_openai:app", port), port, **environment)


SETTINGS = {
    "DEBUG": "0",
    "SECRET_KEY": "only-for-the-benchmark-" + "x" * 40,
    "ALLOWED_HOSTS": "127.0.0.1",
    "SECURE_COOKIES": "0",
    "LLM_API_KEY": "none",
    "LLM_GAP_S": "600",
    "LLM_TOTAL_S": "600",
    "STREAM_OPEN_LIMIT": "100000",
    "STREAM_RUNNING_LIMIT": "100000",
    "LOG_LEVEL": "ERROR",
    "DATABASE_URL": "",
    "REDIS_URL": "",
}
PATH = "/gym/member/stream_weekly_summary?start_date={start}&end_date={end}"


@lru_cache(maxsize=1)
def demo() -> Path:
    """A data directory with the demo's people, to be copied for each server."""
    directory = Path(tempfile.mkdtemp(prefix="xiliu-bench-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    environment = {**os.environ, **SETTINGS, "DATA_DIR": str(directory)}
    for arguments in (["migrate"], ["demo", "--banner", "--force"]):
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return directory


def xiliu(upstream_port: int, model: str) -> Server:
    """The product itself: sign-in by token, facts from the database, the durable log, the gym's endpoint."""
    directory = Path(tempfile.mkdtemp(prefix="xiliu-bench-"))
    shutil.copytree(demo(), directory, dirs_exist_ok=True)
    url = f"http://127.0.0.1:{upstream_port}/v1"
    environment = {**SETTINGS, "DATA_DIR": str(directory), "LLM_BASE_URL": url, "LLM_MODEL": model}
    port = free_port()
    server = Server("Xiliu", uvicorn("config.asgi:application", port), port, **environment)
    server.directory = directory
    token = (directory / "demo-token").read_text().strip()

    def request(number: int) -> bytes:
        """Each reader asks for a week of its own: the same question would join the same stream."""
        start = date(2000, 1, 1) + timedelta(days=number)
        line = PATH.format(start=start, end=start + timedelta(days=6))
        return f"GET {line} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n".encode()

    server.request = request
    return server
