"""What may reach a log: tokens in addresses are replaced, and a deliberate cut is no error."""

import logging
import re

SECRET = re.compile(r"((?:access_token|token|ticket|api_key)=)[^&\s\"'#]+", re.IGNORECASE)
UNFINISHED = "ASGI callable returned without completing response."


def scrub(text: str) -> str:
    """The text with the value of every query token replaced by `***`."""
    return SECRET.sub(r"\1***", text)


class ScrubTokens(logging.Filter):
    """Scrub the message and its arguments; arguments stay apart, because access logs format them."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = scrub(str(record.msg))
        if isinstance(record.args, tuple):
            record.args = tuple(scrub(part) if isinstance(part, str) else part for part in record.args)
        elif record.args:
            record.msg, record.args = scrub(record.getMessage()), None
        return True


SERVER_LOGGERS = ("uvicorn.access", "uvicorn.error", "django.request", "django.server", "django.channels.server")


def guard_server_logs() -> None:
    """Filter at the servers' own loggers, so that no logging configuration can leave it out."""
    for name in SERVER_LOGGERS:
        logging.getLogger(name).addFilter(ScrubTokens())
    logging.getLogger("uvicorn.error").addFilter(DropUnfinishedBody())


class DropUnfinishedBody(logging.Filter):
    """uvicorn calls an unfinished body an error; here it is how a broken stream is cut properly."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.getMessage() != UNFINISHED
