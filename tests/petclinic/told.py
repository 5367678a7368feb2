"""Cases for the writer's tests: Alice's Doudou who vomits, a tomcat that cannot pee, and nothing known at all."""

from datetime import UTC, datetime

from petclinic.case import Answered, Case, Finding, Pet, RaisedFlag, Source, Triage, Turn, Understanding
from petclinic.report import ReportView
from petclinic.writer import consultation_summary, report

KEYS = ("vomiting", "diarrhoea", "anorexia", "itching", "limping", "cough", "eye", "ear", "urinary", "poisoning")
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)

DOUDOU = Case(
    pet=Pet(name="豆豆", species="dog", breed="泰迪", sex="male", age_months=38, weight_kg=4.2, allergies=("鸡肉",)),
    complaint="豆豆从昨天晚上开始一直吐黄水，今天吐了3次",
    turns=(Turn(role="ai", content="吐了几次？"), Turn(role="user", content="吐了3次，都是黄水")),
    findings=(Finding(kind=5, text="呕吐物里有没消化的食物和少量黄色液体。", by_model=True),),
)
DOUDOU_UNDERSTOOD = Understanding(
    complaints=("vomiting",),
    answers=(
        Answered(slot="onset", label="开始时间", words="昨天晚上"),
        Answered(slot="count", label="呕吐次数", words="吐了3次", option="两三次"),
        Answered(slot="content", label="呕吐物", words="黄水", option="黄水或黄色泡沫"),
        Answered(slot="energy", label="精神状态", words="有点蔫", option="比平时蔫一些"),
        Answered(slot="appetite", label="食欲", words="不吃", option="一口都不吃"),
        Answered(slot="stool", label="大便", words="正常", option="正常成形"),
        Answered(slot="swallowed", label="误食可能", words="没有", option="没有，一直看着"),
        Answered(slot="deworming", label="驱虫", words="记不清了", option="记不清了"),
    ),
    present=("呕吐", "没精神", "不吃饭"),
    denied=("吐血", "误食"),
)
TOMCAT = Case(pet=Pet(name="橘座", species="cat", sex="male", age_months=60), complaint="公猫老跑猫砂盆，尿不出来")
TOMCAT_UNDERSTOOD = Understanding(
    complaints=("urinary",),
    answers=(Answered(slot="output", label="尿量", words="一滴都没有", option="一滴都尿不出来"),),
    present=("排尿困难", "舔下体"),
)
RED = Triage(
    tier="red",
    flags=(RaisedFlag(key="blocked", name="公猫尿不出来", tier="red", words="尿不出来", advice="马上去急诊导尿"),),
)
SIGNED = Source(article=1, title="犬急性胃炎的家庭护理", passage="先停喂几个小时。", signed=True)
UNSIGNED = Source(
    article=2, title="Vomiting dogs", passage="Call a vet.", publisher="Example Vet", url="https://x.test/"
)


def view(**changes: object) -> ReportView:
    """Doudou's report as it stands in a record."""
    told = (DOUDOU, DOUDOU_UNDERSTOOD, Triage(tier="yellow"), (SIGNED,))
    values: dict[str, object] = {
        "number": "1024",
        "title": "呕吐问诊报告",
        "built_at": NOON,
        "pet": DOUDOU.pet,
        "summary": consultation_summary(*told),
        "report": report(*told),
        "tier": "yellow",
        "sources": (SIGNED, UNSIGNED),
        "emergency_phone": "010-1234 5678",
    }
    return ReportView(**{**values, **changes})  # type: ignore[arg-type]
