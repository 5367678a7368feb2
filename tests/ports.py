"""Free ports, and waiting for a process to listen on one."""

import socket
import subprocess
import time

LOOK_EVERY_S = 0.02


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until_listening(port: int, process: "subprocess.Popen[bytes]", most_s: float = 30) -> bool:
    """Whether the process came to listen; False as soon as it has ended, or after `most_s`."""
    deadline = time.monotonic() + most_s
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        try:
            process.wait(LOOK_EVERY_S)
        except subprocess.TimeoutExpired:
            continue
        return False
    return False
