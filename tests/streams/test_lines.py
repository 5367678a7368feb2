"""Lines out of bytes, at every split point."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import UpstreamBroken
from streams.providers.lines import LineDecoder

pieces = st.lists(st.sampled_from([b"data: x", b"\r", b"\n", b"\r\n", "好".encode(), b"\r\n\r\n", b":"]), max_size=12)


@given(pieces.map(b"".join), st.lists(st.integers(0, 60), max_size=6))
def test_the_lines_do_not_depend_on_the_cuts(body: bytes, cuts: list[int]) -> None:
    decoder = LineDecoder(1000)
    found: list[bytes] = []
    start = 0
    for cut in [*sorted(min(cut, len(body)) for cut in cuts), len(body)]:
        found += decoder.decode(body[start:cut])
        start = cut
    found += decoder.flush()
    expected = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    assert found == (expected if expected[-1] else expected[:-1])


def test_an_overlong_line_is_refused_before_it_ends() -> None:
    decoder = LineDecoder(10)
    decoder.decode(b"12345")
    with pytest.raises(UpstreamBroken):
        decoder.decode(b"678901")
