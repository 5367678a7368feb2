"""A short answer and its question, put together into what the owner thereby says: 有没有血? 有 -> 有血."""

import re
from collections.abc import Iterator

from petclinic.safety.normal import normal
from petclinic.safety.words import lists, one_of

LONGEST_QUESTION = 120
LONGEST_ANSWER = 200
MOST_QUESTIONS = 6

_TOPIC = re.compile(one_of(lists("words")["topics"]))
_CARRIED = (("呕吐物", "吐"), ("大便", "拉稀|拉肚子|腹泻|大便|便便|粑粑|拉"), ("尿", "尿"), ("咳嗽", "咳"))
_UNKNOWN = re.compile(r"(?:我?也?)(?:不知道|不清楚|没注意|不确定|没观察|说不准|没看清|不太清楚|不好说|没留意)")
_YES = re.compile(
    r"(?:嗯+|恩|哦|啊|,)*(?:是的|对的|对|是|有的|有一点点?|有一些|有点儿?|有(?!没有)|会的|会|确实|没错|能|可以|好像有|好像是|可能有|可能是|应该有|应该是|"
    r"似乎有|偶尔会?|看到过?了?|出现过?了?|都有|都是|吃了|喝了|吐了|一点点|少量|很多|大量|很明显|比较明显|嗯|yes|y|yep)(?=$|[,。!了啊哦呢的吧一两三几,]|.)"
)
_NO = re.compile(
    r"(?:嗯+|恩|哦|啊|,)*(?:没有的?|没|无|不是|不会|不能|不可以|不了|不行|不|否|都没有?|都不|暂时没有?|目前没有?|倒是?没有?|好像没有?|应该没有?|"
    r"从来?没有?|还没有?|并没有?|no|n)(?=$|[,。!啊哦呢的过了是会能行有])"
)
_QUESTION = re.compile(r"[^。!?\n]*(?:\?|(?:吗|么|呢|没有|多少|多久|几次|如何|怎么样|怎样)(?=[。!\n]|$))")
_WHAT = re.compile(
    r"(?:多长时间|多少次|多少|多久|几次|几天|几个小时|什么颜色|什么样子?|什么东西|什么|怎么样|怎样|如何|哪里|哪些|几)的?"
)
_EXAMPLES = re.compile(r",?(?:比如|例如|譬如)[^?。!\n]*")
"""What a question names to make itself clear is not what the answer says: 发生过什么吗,比如被车撞?"""
_END = re.compile(r"(?:了)?(?:吗|么|嘛|呢|吧|没有|没)?[?。!\s,]*$")
_BUT = re.compile(r"但|不过|只是|就是|而是")
_REPEATED = re.compile(r"([一-鿿])[不没]\1")
_FUNCTION = re.compile(
    r"(?P<modal>还能|能够|可以|愿意|肯|能)?(?:正常|自己|顺利|顺畅)*(?P<verb>排尿|尿尿|小便|尿|吃|喝|站|走|动|呼吸|排便|起来|睁)"
)
_REST = re.compile(r"(?:得|的)?(?:了|过|出来|出|开|动|起来|下去|进去|稳|平稳|正常|顺畅|团|路|东西|饭|水|便便)*")
"""What may follow the verb of a function in its question."""


def said_by_answering(question: str, answer: str, before: str = "") -> Iterator[str]:
    """Statements, in normal form, that an answer makes of what was asked. `before` is what the owner said until now.

    A plain no makes only what an animal should be able to do a statement (能排尿吗? 不能 -> 不能排尿).
    """
    answer = normal(answer[:LONGEST_ANSWER]).strip(" ,。!\n")
    if not answer or _UNKNOWN.match(answer):
        return
    for found in list(_QUESTION.finditer(_EXAMPLES.sub("", normal(question))))[-MOST_QUESTIONS:]:
        asked = found.group().strip(" ,\n")[-LONGEST_QUESTION:]
        for statement in _statements(asked, answer):
            yield statement if _TOPIC.search(statement) else _carried(before) + statement


def _statements(asked: str, answer: str) -> Iterator[str]:
    yes, no = _YES.match(answer), _NO.match(answer)
    rest = answer
    if yes and not no:
        rest = answer[yes.end() :].strip(" ,")
        if not _names_some(asked, rest) and not rest.startswith(("不", "没")):  # 喝了不吐
            yield _affirmed(asked)
    elif no and not _BUT.search(answer):
        denied = _function_denied(asked)
        if denied:
            yield denied
        return
    what = _WHAT.search(asked)
    if what:
        yield _END.sub("", asked[: what.start()] + answer + asked[what.end() :])
    topic = _TOPIC.search(asked)
    if topic:
        yield _about(topic.group(), rest if yes else answer)


def _about(topic: str, answer: str) -> str:
    """Each clause of an answer with what it is about, until another thing is named: 也有血 -> 大便也有血."""
    clauses = answer.split(",")
    named = next((at for at, clause in enumerate(clauses) if _TOPIC.search(clause)), len(clauses))
    return ",".join([*(f"{topic}{clause}" for clause in clauses[:named]), *clauses[named:]])


def _affirmed(asked: str) -> str:
    """The question as a statement: 有没有呕吐 -> 有呕吐, 便血吗 -> 便血, 喘不喘 -> 喘."""
    asked = asked.replace("有没有", "有").replace("有无", "有").replace("是不是", "是").replace("是否", "")
    asked = asked.replace("会不会", "").replace("能不能", "能").replace("能否", "能")
    return _END.sub("", _REPEATED.sub(r"\1", asked))


def _function_denied(asked: str) -> str:
    """能正常排尿吗 -> 不能正常排尿; empty when the question is about something that should not be."""
    plain = _END.sub(
        "", _REPEATED.sub(r"\1", asked.replace("有没有", "").replace("能不能", "能").replace("能否", "能"))
    )
    if re.search(r"困难|费力|带血|有血|异常|吃力|了什么|误|不", plain):
        return ""
    # One thing that it does, not one of several that are asked about: 走路晃,或者一碰就叫 is no function.
    for clause in re.split(r"[,、]|或者|还是", plain):
        found = _FUNCTION.search(clause)
        if found and _REST.fullmatch(clause, found.end()):
            verb = clause[found.start("verb") :]
            return f"{clause[: found.start()]}不能{verb}" if found["modal"] else f"{clause[: found.start()]}没{verb}"
    return ""


def _names_some(asked: str, rest: str) -> bool:
    """Whether an answer goes on to name what it means: 有呕吐, 没有便血."""
    rest = rest[:12]
    return any(rest[at : at + 2] in asked for at in range(len(rest) - 1) if "," not in rest[at : at + 2])


def _carried(before: str) -> str:
    """What was last spoken of: a question such as 有没有血 means that."""
    places = [(found.end(), topic) for topic, terms in _CARRIED for found in re.finditer(terms, before[-400:])]
    return max(places)[1] if places else ""
