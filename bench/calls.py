"""python -m bench.calls: the stage decoder's cost per token, hearing, and how soon the first `stage_code` is there.

The decoder is held against taking the tag out of the whole text with one regular expression, in the same run; the
calls are asked over a real port of the real server, by rules, embedded, without pacing of their first event.
"""

import http.client
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from bench.clinic import manage, until
from bench.load import percentile
from bench.servers import ROOT, Server, free_port, uvicorn
from chatflow.call.dialogue import begin, step
from chatflow.call.flow import read
from chatflow.state_tag import StateTagDecoder

FLOW = Path(ROOT) / "chatflow/flows/accident_call.yaml"
TOKENS = 2_000
ROUNDS = 200
GOAL_US = 2.0
GOAL_MS = 50
SAID = ("发生了交通事故", "没有人受伤", "十分钟前", "延安高架虹桥出口", "两辆车", "我的车牌是沪A89391", "13812345678")


def best_us(function: Callable[[], object], per: int, rounds: int = 30) -> float:
    """Microseconds for each of `per` things, the best of several rounds."""
    times = []
    for _round in range(rounds):
        begun = time.perf_counter()
        function()
        times.append(time.perf_counter() - begun)
    return min(times) / per * 1e6


def decoder() -> None:
    tokens = ["<sta", "te>10", "02</st", "ate>", *["您好，请问", "有人<受伤"] * (TOKENS // 2)]
    whole = "".join(tokens)
    tag = re.compile(r"<state>([0-9]{4})</state>")

    def decode() -> None:
        one = StateTagDecoder()
        for token in tokens:
            one.decode(token)
        one.flush()

    cost = best_us(decode, len(tokens))
    at_once = best_us(lambda: tag.sub("", whole), len(tokens))
    print(f"stage decoder: {cost:.2f} µs per token (goal {GOAL_US}); the whole text at once: {at_once:.3f} µs")


def hearing() -> None:
    flow = read(FLOW.read_text(encoding="utf-8"))
    now = datetime(2025, 3, 31, 3, 3, tzinfo=timezone(timedelta(hours=8)))

    def talk() -> None:
        call = begin(flow, 0)
        for text in SAID:
            call = step(flow, call, text, now).call

    print(f"hearing and deciding: {best_us(talk, len(SAID), 10) / 1000:.2f} ms per turn")


def first_stage_code() -> None:
    folder = Path(tempfile.mkdtemp(prefix="xiliu-bench-"))
    environment = {**os.environ, "DATA_DIR": str(folder), "DEBUG": "1", "REDIS_URL": "", "DATABASE_URL": ""}
    manage("migrate", "--verbosity", "0", environment=environment)
    port = free_port()
    server = Server("calls", uvicorn("config.asgi:application", port), port, **environment)
    try:
        first = [_ask(port, f"bench-{number // len(SAID)}", SAID[number % len(SAID)]) for number in range(ROUNDS)]
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    p50, p95, p99 = (percentile(first, share) for share in (0.5, 0.95, 0.99))
    print(f"first stage_code: p50 {p50:.1f} ms  p95 {p95:.1f} ms  p99 {p99:.1f} ms  (goal {GOAL_MS} ms)")


def _ask(port: int, session: str, text: str) -> float:
    """Milliseconds from the request to the whole first event."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    body = json.dumps({"sessionId": session, "timeStamp": "202503310303", "text": text})
    asked_at = time.perf_counter()
    connection.request("POST", "/chat?stream=true", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    waited = until(response, b"event: stage_code", asked_at)
    response.read()
    connection.close()
    return waited


def main() -> None:
    decoder()
    hearing()
    first_stage_code()


if __name__ == "__main__":
    main()
