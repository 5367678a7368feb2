"""What a text that a model wrote states of this animal, as against what it advises, supposes or explains."""

import re
from collections.abc import Iterator

_ADVICE = re.compile(
    r"如果|如|若|一旦|假如|要是|万一|倘若|以防|避免|防止|预防|警惕|留意|观察|注意|监测|请|建议|应|需|务必|可能|也许|或许|风险|容易|常见|通常|一般|"
    r"例如|比如|包括|排除|考虑|鉴别|是否|有无|有没有|会不会|吗|的话|往往|会导致|会引起|会造成|以免|不要|切勿|禁止|严禁|"
    r"当.{1,20}时|出现.{1,30}(?:时|立即|马上|及时|尽快|尽早|说明|提示|要)"
)
_SENTENCE = re.compile(r"[^。！？!?\n；;]+[。！？!?\n；;]?")


def facts(text: str) -> Iterator[str]:
    """The sentences of a model's text that tell facts."""
    return (sentence for sentence in _SENTENCE.findall(text) if not _ADVICE.search(sentence))
