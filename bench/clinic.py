"""python -m bench.clinic: how soon a stream of the clinic says its first byte and its first word, by rules, embedded.

The real server in a process of its own, on a database of its own with the demo in it; each summary is asked anew.
"""

import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.load import percentile
from bench.servers import Server, free_port, uvicorn

ROUNDS = 60
GOAL_MS = 150


def manage(*arguments: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def post(port: int, path: str, token: str, body: dict[str, object]) -> tuple[http.client.HTTPResponse, float]:
    """The response, and when it was asked for."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    asked_at = time.perf_counter()
    connection.request("POST", path, json.dumps(body), headers)
    return connection.getresponse(), asked_at


def until(response: http.client.HTTPResponse, wanted: bytes, asked_at: float) -> float:
    """Milliseconds until the body holds this."""
    seen = b""
    while wanted not in seen:
        piece = response.read1(4096)
        if not piece:
            raise RuntimeError(f"the stream ended without {wanted!r}: {seen[-200:]!r}")
        seen += piece
    return (time.perf_counter() - asked_at) * 1000


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="xiliu-bench-"))
    environment = {**os.environ, "DATA_DIR": str(folder), "DEBUG": "1", "REDIS_URL": "", "DATABASE_URL": ""}
    manage("migrate", "--verbosity", "0", environment=environment)
    token = manage("demo", "--token", environment=environment).split()[-1]
    port = free_port()
    server = Server("clinic", uvicorn("config.asgi:application", port), port, **environment)
    try:
        measure(port, token)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def measure(port: int, token: str) -> None:
    start = {"module_type": 1, "pet_profile_id": 0, "content": "狗狗从昨天开始吐了三次，吐黄水，没精神"}
    response, _at = post(port, "/api/v2.0/ai-b/session-record/session-start", token, start)
    session = {"pet_profile_id": 0, "session_id": json.load(response)["data"]["session_id"], "refresh": True}
    for path in ("aidoc/reason-info", "aidoc/summary"):
        first, words = [], []
        for _round in range(ROUNDS):
            response, asked_at = post(port, f"/api/v2.0/ai-b/{path}?is_sse=true", token, session)
            first.append(until(response, b"start_stream", asked_at))
            words.append(until(response, b"event: stream", asked_at))
            response.read()
        for name, values in (("first byte", first), ("first text", words)):
            p50, p95 = percentile(values, 0.5), percentile(values, 0.95)
            print(f"{path:20} {name}: p50 {p50:6.1f} ms  p95 {p95:6.1f} ms  (goal {GOAL_MS} ms)")


if __name__ == "__main__":
    main()
