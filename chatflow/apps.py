"""The accident calls and the plain chat as a Django app: it registers its answers, wire formats, callers, envelopes."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ChatflowConfig(AppConfig):
    name = "chatflow"
    verbose_name = _("对话")

    def ready(self) -> None:
        from chatflow import callers, checks, dialect, flows  # noqa: F401 (checks register themselves)
        from chatflow.accident_call import AccidentCall
        from chatflow.agent_line import AgentLine
        from chatflow.api.calling import register_envelopes
        from chatflow.api.plain import refused
        from chatflow.plain_chat import PlainChat
        from streams import answers, auth, dialects, envelopes
        from streams.providers.profiles import register_provider

        post_migrate.connect(flows.renew, sender=self)
        answers.register(AccidentCall())
        answers.register(PlainChat())
        dialects.register(dialect.CallDialect())
        dialects.register(dialect.PlainDialect())
        auth.register_kind("network", callers.NETWORKS)
        auth.register_kind("gateway", callers.GATEWAYS)
        register_provider("agent", AgentLine)
        register_envelopes("/set_info", "/get_info", "/delete_session", "/delete_last_two_chat_records")
        envelopes.register("/stream-chat", refused)
