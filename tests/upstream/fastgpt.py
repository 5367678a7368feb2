"""A FastGPT of our own: it keeps conversations by chatId and speaks the documented events over a real port."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Event = tuple[str, Any]


def event(name: str, data: Any) -> bytes:
    body = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return f"event: {name}\ndata: {body}\n\n".encode()


def words(text: str | None, finish: str | None = None, **delta: Any) -> dict[str, Any]:
    return {"id": "", "choices": [{"delta": {"role": "assistant", "content": text, **delta}, "finish_reason": finish}]}


END: list[Event] = [("answer", words(None, "stop")), ("answer", "[DONE]"), ("flowResponses", [{"tokens": 12}])]


class FakeFastGPT:
    """Answers each question with `says` (events), or with an HTTP error where `fails` says so.

    A `threading.Event` among the events is a pause: `reached` says that it has begun, setting it ends it.
    """

    def __init__(self, *says: Event, fails: tuple[int, dict[str, Any]] | None = None, key: str = "fastgpt-key") -> None:
        self.says = [*says, *END]
        self.fails = fails
        self.key = key
        self.reached = threading.Event()
        self.asked: list[dict[str, Any]] = []
        self.records: dict[str, list[str]] = {}
        self.deleted: list[str] = []
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_args: Any) -> None:
                pass

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.path != "/api/v1/chat/completions" or not self._allowed():
                    self._json(
                        500, {"code": 514, "statusText": "unAuthApiKey", "message": "Key is error", "data": None}
                    )
                elif fake.fails:
                    self._json(*fake.fails)
                else:
                    fake.take(body)
                    self._events()

            def do_DELETE(self) -> None:
                asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
                if not self._allowed():
                    self._json(500, {"code": 403, "statusText": "unAuthApiKey"})
                    return
                fake.forget(urlsplit(self.path).path, asked)
                self._json(200, {"code": 200, "statusText": "", "message": "", "data": None})

            def _allowed(self) -> bool:
                return self.headers["Authorization"] == f"Bearer {fake.key}"

            def _events(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream;charset=utf-8")
                self.send_header("Connection", "close")
                self.end_headers()
                for name, data in fake.says:
                    if isinstance(data, threading.Event):
                        fake.reached.set()
                        data.wait(10)
                    elif not self.wfile.closed:
                        self.wfile.write(event(name, data))

            def _json(self, status: int, body: dict[str, Any]) -> None:
                text = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def take(self, body: dict[str, Any]) -> None:
        self.asked.append(body)
        kept = self.records.setdefault(body.get("chatId", ""), [])
        kept += [body["messages"][-1].get("dataId", ""), body.get("responseChatItemId", "")]

    def forget(self, path: str, asked: dict[str, str]) -> None:
        self.deleted.append(path)
        if path == "/api/core/chat/delHistory":
            self.records.pop(asked["chatId"], None)
        else:
            self.records[asked["chatId"]].remove(asked["contentId"])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/api/v1"

    def __enter__(self) -> "FakeFastGPT":
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
