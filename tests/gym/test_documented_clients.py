"""The gym document's Python client, as it is printed; the browser ones are in tests/browser."""

import subprocess
import sys
from datetime import date
from pathlib import Path

from gym import demo
from gym.models import Member, Summary
from tests.conftest import LiveServer

CLIENT = Path(__file__).parents[1] / "clients" / "gym_sseclient.py"


def test_the_documents_python_client_works_as_printed(server: LiveServer) -> None:
    demo.build(date(2026, 11, 20))
    alice = Member.objects.get(pk=123)
    assert alice.user is not None
    token = server.client(alice.user).headers["Authorization"].removeprefix("Bearer ")
    source = CLIENT.read_text().replace("http://your-domain.com", server.url).replace("your-access-token", token)
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    written, _line, whole = done.stdout.partition("\n完整总结:\n")
    assert written.removesuffix("生成完成\n") == whole.removesuffix("\n")
    server.settle_all()
    assert whole.strip() == Summary.objects.get(member=123).text.strip()
    assert "错误" not in done.stdout
