"""Records that a workflow behind the calls keeps on its own side: deleted there, too."""

import logging
from typing import Any

from django.conf import settings

from streams.errors import Interruption
from streams.providers.profiles import profile, provider

logger = logging.getLogger(__name__)


def _provider() -> Any:
    """The calls' provider, if it keeps records at all."""
    found: Any = provider(profile(settings.CALL_PROFILE))
    return found if hasattr(found, "delete_record") else None


async def delete_records(chat: int, item: str) -> None:
    """The answer `item` and its question. What fails is logged: our own records are gone in any case."""
    keeper = _provider()
    if keeper is None:
        return
    try:
        await keeper.delete_record(str(chat), item)
    except Interruption as error:
        logger.error("the records of call %s could not be deleted upstream: %s", chat, error)


async def delete_chat(chat: int) -> None:
    keeper = _provider()
    if keeper is None:
        return
    try:
        await keeper.delete_chat(str(chat))
    except Interruption as error:
        logger.error("call %s could not be deleted upstream: %s", chat, error)
