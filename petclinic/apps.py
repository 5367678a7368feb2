"""The pet clinic as a Django app: it registers its answers, its wire formats, its tokens and its envelope."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PetclinicConfig(AppConfig):
    name = "petclinic"
    verbose_name = _("宠物诊所")

    def ready(self) -> None:
        from petclinic import dialect, signals, steps  # noqa: F401 (signals register themselves)
        from petclinic.api.envelopes import refused
        from petclinic.consultation_summary import ConsultationSummary
        from petclinic.knowledge_answer import KnowledgeAnswer
        from petclinic.picture_check import PictureCheck
        from petclinic.picture_finding import PictureOfConsultation
        from petclinic.principals import END_USERS
        from petclinic.reason_info import ReasonInfo
        from streams import answers, auth, dialects, envelopes

        for answer in (
            ConsultationSummary(),
            ReasonInfo(),
            PictureCheck(),
            PictureOfConsultation(),
            KnowledgeAnswer(),
            steps.KeywordStep(),
            steps.AnalysisStep(),
            steps.RelatedStep(),
            steps.PictureStep(),
            steps.ContinueAsk(),
        ):
            answers.register(answer)
        for form in (dialect.ClinicDialect(), dialect.ClinicLines(), dialect.ClinicStep(), dialect.DollarLine()):
            dialects.register(form)
        auth.register_kind("enduser", END_USERS)
        for prefix in ("/api/v1.0/ai-b", "/api/v2.0/ai-b", "/file", "/token"):
            envelopes.register(prefix, refused)
