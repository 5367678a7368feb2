"""Sessions: begin one, add to its history, read it, list them."""

from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from petclinic import sessions
from petclinic.api.base import ApiView, checked
from petclinic.api.envelopes import SAVED, answered, respond
from petclinic.api.paging import Paged, cut, pagination
from petclinic.consultation import suggested_first_questions
from petclinic.gathering import pet_value
from petclinic.models import PICTURE_KINDS, Consultation, EndUser, Module, PetProfile, Turn
from petclinic.models.consultations import LONGEST_TEXT
from petclinic.scoping import MOST, consultation_of, pet_of
from streams.errors import Unprocessable

STAGES = {*"012345678", *"ABCDEFGH"}
ROLES = {"user": "user", "ai": "ai", "assistant": "ai", "system": "ai"}


class StageField(serializers.CharField):
    """An integer from 0 to 8 or a letter from A to H."""

    def to_internal_value(self, data: Any) -> str:
        stage = str(super().to_internal_value(data)).upper()
        if stage not in STAGES:
            raise serializers.ValidationError(_("阶段应当是 0 到 8 的整数，或者 A 到 H 的字母。"))
        return stage


def told_stage(stage: str) -> int | str:
    return int(stage) if stage.isdigit() else stage


class Start(serializers.Serializer[Any]):
    module_type = serializers.ChoiceField(choices=Module.choices)
    pet_profile_id = serializers.IntegerField(min_value=0, help_text="0 = no pet.")
    content = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
    sub_module_type = serializers.ChoiceField(choices=list(PICTURE_KINDS.items()), required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["module_type"] == Module.CONSULTATION and not attrs.get("content"):
            raise serializers.ValidationError({"content": _("请写下宠物哪里不舒服。")})
        if attrs["module_type"] == Module.PICTURE and not attrs.get("sub_module_type"):
            raise serializers.ValidationError({"sub_module_type": _("图片检查需要写明检查种类，1 到 8。")})
        return attrs


class StartView(ApiView):
    counts = True

    def post(self, request: Request) -> HttpResponseBase:
        asked = checked(Start, request.data)
        pet = pet_or_none(self.owner, asked["pet_profile_id"])
        kind = asked.get("sub_module_type") if asked["module_type"] == Module.PICTURE else None
        consultation = sessions.begin(
            self.owner, asked["module_type"], pet, complaint=asked.get("content", ""), kind=kind
        )
        data = {"session_id": str(consultation.pk), "medical_record_id": consultation.record.pk}
        return respond(answered(data))


def pet_or_none(owner: EndUser, number: int) -> PetProfile | None:
    return pet_of(owner, number) if number else None


class Said(serializers.Serializer[Any]):
    session_id = serializers.CharField(max_length=64)
    content = serializers.CharField(max_length=LONGEST_TEXT)
    module_type = serializers.IntegerField()
    role = serializers.ChoiceField(choices=sorted(ROLES))
    content_type = serializers.ChoiceField(choices=[1, 2], default=1)
    stage = StageField(required=False)
    image = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class HistoryView(ApiView):
    def post(self, request: Request) -> HttpResponseBase:
        said = checked(Said, request.data)
        consultation = consultation_of(self.owner, said["session_id"])
        if said["module_type"] != consultation.module_type:
            raise Unprocessable(_("module_type 和这个会话的模块不一致。"))
        kept = {name: said[name] for name in ("content_type", "stage", "image") if said.get(name)}
        sessions.say(consultation, ROLES[said["role"]], said["content"], **kept)
        return respond(answered(None, SAVED))


class Asked(serializers.Serializer[Any]):
    session_id = serializers.CharField(max_length=64)
    page = serializers.IntegerField(min_value=1, max_value=1_000_000, required=False)
    limit = serializers.IntegerField(min_value=1, max_value=100, required=False)


class SessionView(ApiView):
    """The dialogue; with `page` or `limit` in pages, and with more of each turn."""

    def get(self, request: Request) -> HttpResponseBase:
        asked = checked(Asked, request.query_params)
        turns = consultation_of(self.owner, asked["session_id"]).turns.all()
        if "page" not in asked and "limit" not in asked:
            return respond(answered({"history": [_turn(turn) for turn in turns]}))
        page, limit = asked.get("page", 1), asked.get("limit", 10)
        rows = [_turn(turn) | _more(turn) for turn in cut(turns, page, limit)]
        return respond(answered({"history": rows, "pagination": pagination(turns.count(), page, limit)}))


def _turn(turn: Turn) -> dict[str, Any]:
    return {"role": turn.role, "content": turn.content, "image": turn.image}


def _more(turn: Turn) -> dict[str, Any]:
    return {
        "id": turn.pk,
        "stage": told_stage(turn.stage) if turn.stage else None,
        "content_type": turn.content_type,
        "created_at": timezone.localtime(turn.created_at).isoformat(timespec="seconds"),
    }


class ListRequest(Paged):
    module_type = serializers.ListField(child=serializers.IntegerField(), default=lambda: [1, 4], max_length=20)
    pet_profile_id = serializers.ListField(child=serializers.IntegerField(), required=False, max_length=200)


class SessionListView(ApiView):
    def post(self, request: Request) -> HttpResponseBase:
        asked = checked(ListRequest, request.data)
        rows = self.owner.consultations.filter(module_type__in=asked["module_type"])
        if asked.get("pet_profile_id"):
            rows = rows.filter(of_pets(asked["pet_profile_id"]))
        total = rows.count()
        page = cut(_with_last_turn(rows.select_related("record")), asked["page"], asked["limit"])
        data = {
            "list": [_session(one) for one in page],
            "pagination": pagination(total, asked["page"], asked["limit"]),
        }
        return respond(answered(data))


def of_pets(numbers: list[int], path: str = "pet") -> Q:
    """Rows of these pets; 0 stands for those without one."""
    wanted = Q(**{f"{path}__in": [number for number in numbers if 0 < number <= MOST]})
    return wanted | Q(**{f"{path}__isnull": True}) if 0 in numbers else wanted


def _with_last_turn(rows: QuerySet[Consultation]) -> QuerySet[Consultation]:
    last = Turn.objects.filter(consultation=OuterRef("pk")).order_by("-pk")
    return rows.annotate(
        last_message=Subquery(last.values("content")[:1]),
        last_role=Subquery(last.values("role")[:1]),
        message_count=Count("turns"),
    ).order_by("-updated_at", "pk")


def _session(one: Any) -> dict[str, Any]:
    """`one` is a `Consultation` with its last turn."""
    return {
        "medical_record_id": one.record.pk,
        "session_id": str(one.pk),
        "module_type": one.module_type,
        "sub_module_type": one.sub_module_type,
        "pet_profile_id": one.pet_id or 0,
        "status": one.status,
        "report_status": one.record.report_status,
        "title": one.title,
        "last_message": one.last_message or one.complaint,
        "last_role": one.last_role or "user",
        "message_count": one.message_count,
        "latest_time": timezone.localtime(one.updated_at).isoformat(timespec="seconds"),
        "created_at": timezone.localtime(one.created_at).isoformat(timespec="seconds"),
        "updated_at": timezone.localtime(one.updated_at).isoformat(timespec="seconds"),
    }


class FirstQuestionsRequest(serializers.Serializer[Any]):
    pet_profile_id = serializers.IntegerField(min_value=0)


class FirstQuestionsView(ApiView):
    """What owners of such a pet often ask."""

    def get(self, request: Request) -> HttpResponseBase:
        pet = pet_or_none(self.owner, checked(FirstQuestionsRequest, request.query_params)["pet_profile_id"])
        return respond(answered(suggested_first_questions(pet_value(pet))))
