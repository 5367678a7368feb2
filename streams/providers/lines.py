"""Lines out of bytes, however they were cut."""

from streams.errors import UpstreamBroken


class LineDecoder:
    """Bytes in, whole lines out, without their ends; LF, CR LF and CR all end a line.

    A line above `limit` bytes raises `UpstreamBroken` instead of growing.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = b""
        self._after_cr = False

    def decode(self, data: bytes) -> list[bytes]:
        if self._after_cr and data.startswith(b"\n"):
            data = data[1:]
        if data:
            self._after_cr = data.endswith(b"\r")
        lines = (self._held + data).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        self._held = lines.pop()
        if len(self._held) > self._limit or any(len(line) > self._limit for line in lines):
            raise UpstreamBroken(log=f"a line above {self._limit} bytes")
        return lines

    def flush(self) -> list[bytes]:
        """What stands after the last line end."""
        held, self._held = self._held, b""
        return [held] if held else []
