"""The product as people run it: processes of its own, a data directory of its own, signals."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.http import Client
from tests.ports import until_listening

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable


class Installation:
    """One data directory with migrated database and demo data; `start` runs the real server on it."""

    def __init__(self, directory: Path, **environment: str) -> None:
        self.directory = directory
        keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment = {**keep, "DEBUG": "1", "DATA_DIR": str(directory), "PYTHONUNBUFFERED": "1", **environment}
        self.processes: list[subprocess.Popen[bytes]] = []

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [PYTHON, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )

    def prepare(self) -> "Installation":
        for command in ("migrate", "demo"):
            done = self.manage(command)
            assert done.returncode == 0, done.stderr
        return self

    def start(self, port: int) -> subprocess.Popen[bytes]:
        log = (self.directory / "server.log").open("ab")
        command = [PYTHON, "-m", "uvicorn", "config.asgi:application", "--port", str(port)]
        command += ["--timeout-graceful-shutdown", "35"]
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        log.close()
        self.processes.append(process)
        return process

    def log(self) -> str:
        return (self.directory / "server.log").read_text()

    def wait_until_up(self, port: int, process: subprocess.Popen[bytes]) -> None:
        if not until_listening(port, process):
            raise AssertionError(f"the server is not up:\n{self.log()}")

    def sign_in(self, port: int, name: str) -> Client:
        reply = Client(port).post("/api/auth/login", {"username": name, "password": "xiliu-demo"})
        return Client(port, {"Authorization": f"Bearer {reply.json()['token']}"})

    def close(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait(10)


def threads_and_memory(pid: int) -> tuple[int, int]:
    """Threads, and resident memory in KB, of a process."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(status["Threads"]), int(status["VmRSS"].split()[0])
