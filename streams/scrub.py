"""What may reach a log: tokens in addresses are replaced, and a deliberate cut is no error."""

import logging
import re

SECRET = re.compile(r"((?:access_token|token|ticket|api_key)=)[^&\s\"'#]+", re.IGNORECASE)
UNFINISHED = "ASGI callable returned without completing response."


def scrub(text: str) -> str:
    """The text with the value of every query token replaced by `***`."""
    return SECRET.sub(r"\1***", text)


class ScrubTokens(logging.Filter):
    """Scrub the finished message, whatever the logger and its arguments were."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        clean = scrub(message)
        if clean != message:
            record.msg, record.args = clean, None
        return True


class DropUnfinishedBody(logging.Filter):
    """uvicorn calls an unfinished body an error; here it is how a broken stream is cut properly."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.getMessage() != UNFINISHED
