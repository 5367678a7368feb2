import msgspec

from petclinic.case import Case, Pet, Understanding


class Option(msgspec.Struct):
    choice: str
    title: str


class Question(msgspec.Struct):
    id: int
    content: str
    options: list[Option]


def understand(case: Case) -> Understanding:
    return Understanding(complaints=("vomiting",), keyword="呕吐", unit="消化内科")


def next_questions(case: Case) -> list[Question]:
    return [Question(1, "今天吐了几次？", [Option("A", "一次"), Option("B", "两三次")])]


def related_symptoms(case: Case) -> list[str]:
    return ["没精神", "不喝水"]


def suggested_first_questions(pet: Pet) -> list[str]:
    return ["猫咪吐了怎么办？"]


def need_image(case: Case) -> tuple[bool, str]:
    return True, "拍一张呕吐物。"


def enough(case: Case) -> bool:
    return sum(t.role == "user" for t in case.turns) >= 3


def reason(case: Case) -> str:
    return "先弄清楚吐了几次。"
