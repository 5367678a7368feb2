"""The demo clinic: pets with stories, a vet, an integrator; made once, safe to repeat."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from petclinic import reports, sessions, signing
from petclinic.consultation_summary import ConsultationSummary
from petclinic.knowledge.importing import import_path
from petclinic.models import (
    Article,
    Consultation,
    EndUser,
    Integrator,
    MedicalRecord,
    Module,
    PetProfile,
    PetWeight,
    Vaccination,
)
from petclinic.models.rules import load_defaults
from petclinic.permissions import vet_group
from petclinic.portal import flow

ARTICLES = Path(__file__).parent / "knowledge" / "articles"
INTEGRATOR = "演示接入方"
SIGNED = (
    "dog-vomiting",
    "cat-vomiting",
    "cat-urinary-blockage",
    "dehydration",
    "poisonous-food",
    "itching",
    "vaccination",
)

# What alice answers, by the slot's words in the question; anything else gets the second option.
VOMITING = ("昨天晚上", "三次", "黄", "没有", "吃得少", "正常喝", "有点蔫")


@transaction.atomic
def build(today: date, password: str) -> str:
    """Create what is missing; the integrator's key the first time, "" later: it is kept nowhere."""
    load_defaults()
    import_path(ARTICLES)
    vera = _user("vera", "韩", "薇", password, is_staff=True)
    vera.groups.add(vet_group())
    _sign_articles(vera)
    alice = EndUser.objects.get_or_create(user=User.objects.get(username="alice"))[0]
    charlie = EndUser.objects.get_or_create(user=User.objects.get(username="charlie"))[0]
    if not alice.pets.exists():
        _alice(alice, today, vera)
        _charlie(charlie, today)
    return _integrator()


def _user(username: str, last: str, first: str, password: str, **fields: Any) -> User:
    defaults = {"last_name": last, "first_name": first, **fields}
    user = User.objects.filter(username=username).first()
    return user or User.objects.create(username=username, password=make_password(password), **defaults)


def _sign_articles(vera: User) -> None:
    """As if she had read them: so that the demo shows both kinds, signed and unsigned."""
    unsigned = Article.objects.filter(key__in=SIGNED, signed_at__isnull=True)
    unsigned.update(signed_by=vera, signed_at=timezone.now())


def _alice(alice: EndUser, today: date, vera: User) -> None:
    doudou = PetProfile.objects.create(
        owner=alice,
        name="豆豆",
        pet_type=PetProfile.Type.DOG,
        gender=PetProfile.Gender.MALE,
        pet_variety="柯基",
        birthday=today - timedelta(days=3 * 365 + 70),
        is_neutered=True,
        is_vaccination=True,
        allergy_history="鸡肉",
    )
    mimi = PetProfile.objects.create(
        owner=alice,
        name="咪咪",
        pet_type=PetProfile.Type.CAT,
        gender=PetProfile.Gender.MALE,
        pet_variety="英短",
        birthday=today - timedelta(days=5 * 365 + 20),
        is_neutered=True,
        disease_history="两年前有过一次尿结晶",
    )
    for months, kg in ((9, "11.2"), (4, "11.8"), (0, "12.1")):
        PetWeight.objects.create(pet=doudou, kg=kg, measured_at=timezone.now() - timedelta(days=30 * months))
    PetWeight.objects.create(pet=mimi, kg="5.3")
    Vaccination.objects.create(pet=doudou, date=today - timedelta(days=200), vaccine="犬八联")
    signed = _finished(alice, doudou, "豆豆从昨天晚上开始吐了三次，吐的是黄色的水，今天不太想吃东西", VOMITING)
    signing.sign(signed, vera, "先禁食半天，少量多次给水。今天还吐就来拍片，排除异物。")
    _finished(alice, doudou, "豆豆这两天总是挠右边耳朵，耳朵里有味道", ("三天", "一只", "有味道", "没有", "正常"))
    sessions.begin(alice, Module.CONSULTATION, mimi, complaint="咪咪一直蹲猫砂盆，从早上到现在都没尿出来")


def _charlie(charlie: EndUser, today: date) -> None:
    kele = PetProfile.objects.create(
        owner=charlie,
        name="可乐",
        pet_type=PetProfile.Type.DOG,
        birthday=today - timedelta(days=500),
        pet_variety="泰迪",
    )
    sessions.begin(charlie, Module.CONSULTATION, kele, complaint="可乐半小时前偷吃了半板黑巧克力，现在有点兴奋")


def _finished(owner: EndUser, pet: PetProfile, complaint: str, liked: tuple[str, ...]) -> MedicalRecord:
    """A consultation that went its whole way, with its summary and its report."""
    consultation = sessions.begin(owner, Module.CONSULTATION, pet, complaint=complaint)
    for _turn in range(2 * flow.MOST_QUESTIONS):
        step = flow.next_step(consultation)
        if step.kind == "enough":
            break
        stage, said = _reply(step, liked)
        sessions.say(consultation, "ai", step.words, stage=stage)
        sessions.say(consultation, "user", said, stage=stage)
    _summarise(consultation)
    record = consultation.record
    MedicalRecord.objects.filter(pk=record.pk).update(report_status=MedicalRecord.ReportStatus.RUNNING)
    reports.build(record.pk)
    record.refresh_from_db()
    return record


def _reply(step: flow.Next, liked: tuple[str, ...]) -> tuple[str, str]:
    if step.kind == "photo":
        return flow.PICTURED, "暂时不拍照片"
    if step.kind == "symptoms":
        return flow.TICKED, "这些都没有"
    fitting = [title for title in step.options if any(word in title for word in liked)]
    return flow.ASKED, (fitting or step.options[1:] or step.options)[0]


def _summarise(consultation: Consultation) -> None:
    answer = ConsultationSummary()
    facts = answer.facts(consultation, {})
    first = f"{facts.emergency.rstrip()}\n\n" if facts.emergency else ""
    consultation.touch(
        summary=first + answer.write(facts),
        sources=msgspec.to_builtins(facts.sources),
        status=Consultation.Status.DONE,
    )


def _integrator() -> str:
    if Integrator.objects.filter(name=INTEGRATOR).exists():
        return ""
    made = Integrator(name=INTEGRATOR, monthly_quota=5000)
    key = made.new_key()
    made.save()
    return key
