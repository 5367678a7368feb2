"""python -m bench [--quick]: the product beside a bare relay and FastAPI + openai, in one run, as a Markdown table.

Server on one core; the upstream and the readers on the other. Ratios hold better than absolute figures.
"""

import argparse
import asyncio
import os
import platform
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from bench import micro, servers
from bench.load import Load, percentile
from bench.measure import cpu_seconds, files, memory_kb, threads
from bench.servers import Server

Start = Callable[[int, str], Server]
LONGEST_S = 420
STARTS: list[Start] = [servers.relay, servers.fastapi, servers.xiliu]


@dataclass
class Result:
    name: str
    figures: dict[str, float] = field(default_factory=dict)


async def relayed(server: Server, result: Result, streams: int, seconds: float) -> None:
    """Tokens at 20 per second and stream: CPU per token and added latency, and the time to the first token."""
    load = Load(server.port, server.request)
    await load.open(streams, 250)
    await load.all_speaking(20)
    await asyncio.sleep(1)
    load.forget()
    before = cpu_seconds(server.process.pid)
    await asyncio.sleep(seconds)
    spent = cpu_seconds(server.process.pid) - before
    wanted = streams * 20 * seconds
    result.figures |= {
        "CPU per token, µs": 1e6 * spent / max(1, load.tokens),
        "tokens delivered, % of said": 100 * load.tokens / wanted,
        "added latency p50, ms": percentile(load.ages, 0.5),
        "added latency p99, ms": percentile(load.ages, 0.99),
        "first token p50, ms": percentile(load.first, 0.5),
        "first token p99, ms": percentile(load.first, 0.99),
        "failed opens": load.failed,
    }
    load.close()


async def idle(server: Server, result: Result, counts: list[int]) -> None:
    """Open readers that hear nothing: memory of each, and threads and files in all."""
    load = Load(server.port, server.request)
    await load.open(20, 250)
    await load.all_speaking(10)
    before = memory_kb(server.process.pid)
    for count in counts:
        await load.open(20 + count - len(load.readers), 250)
        await load.all_speaking(25)
        result.figures |= {
            f"memory per open stream, {count} open, KB": (memory_kb(server.process.pid) - before) / count,
            f"threads, {count} open": threads(server.process.pid),
            f"files, {count} open": files(server.process.pid),
        }
    load.close()


async def starts(server: Server, result: Result, seconds: float) -> None:
    """Whole requests per second, sixteen at once: signed in, facts computed, row committed, answer of five tokens."""
    load = Load(server.port, server.request)
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    numbers = iter(range(1_000_000))

    async def client() -> None:
        while loop.time() < deadline:
            reader = await load.one(next(numbers))
            await reader.done

    before = cpu_seconds(server.process.pid)
    await asyncio.gather(*(client() for _n in range(16)))
    spent = cpu_seconds(server.process.pid) - before
    result.figures["starts per second"] = load.finished / seconds
    result.figures["CPU per start, ms"] = 1000 * spent / max(1, load.finished)


async def fan_out(server: Server, result: Result, seconds: float) -> None:
    """A hundred readers of one stream at 20 tokens per second: CPU per delivery."""
    request = server.request(0)
    load = Load(server.port, lambda _n: request)
    await load.open(100, 250)
    await load.all_speaking(10)
    load.forget()
    before = cpu_seconds(server.process.pid)
    await asyncio.sleep(seconds)
    result.figures["CPU per delivery to 100 readers, µs"] = (
        1e6 * (cpu_seconds(server.process.pid) - before) / max(1, load.tokens)
    )
    load.close()


def run(start: Start, upstream: int, quick: bool) -> Result:
    streams, seconds = (100, 3.0) if quick else (1000, 8.0)
    readers = [100] if quick else [300, 1000]

    def measured(model: str, what: Callable[[Server, Result], object]) -> None:
        server = start(upstream, model)
        result.name = server.name
        try:
            asyncio.run(what(server, result))  # type: ignore[arg-type]
        finally:
            server.stop()

    result = Result("")
    measured("r20n2000", lambda server, found: relayed(server, found, streams, seconds))
    measured("r20n0", lambda server, found: idle(server, found, readers))
    measured("r0n5", lambda server, found: starts(server, found, seconds / 2))
    if start is servers.xiliu:
        measured("r20n2000", lambda server, found: fan_out(server, found, seconds / 2))
    return result


def table(results: list[Result]) -> str:
    names = list(dict.fromkeys(name for result in results for name in result.figures))
    lines = ["| figure | " + " | ".join(result.name for result in results) + " |", "|---|" + "---|" * len(results)]
    for name in names:
        cells = [f"{result.figures[name]:.1f}" if name in result.figures else "" for result in results]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    floor, common, ours = (result.figures["CPU per token, µs"] for result in results)
    lines.append(f"| **CPU per token against the bare relay** | 1.0 | {common / floor:.1f} | {ours / floor:.1f} |")
    lines.append(f"| **against FastAPI + openai** | {floor / common:.2f} | 1.00 | {ours / common:.2f} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100 streams instead of 1,000")
    arguments = parser.parse_args()
    os.sched_setaffinity(0, servers.REST_CORE)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, lambda *_signal: sys.exit("stopped, or took too long"))  # what was started is ended
    signal.alarm(LONGEST_S)
    process, port = servers.upstream()
    try:
        results = [run(start, port, arguments.quick) for start in STARTS]
    finally:
        process.kill()
        process.wait()
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {'100' if arguments.quick else '1,000'} streams"
    )
    print(table(results))
    print(micro.table())


if __name__ == "__main__":
    main()
