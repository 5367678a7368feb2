"""Addresses of the calls; all of them with a trailing slash, too."""

from django.urls import re_path

from chatflow.api.chat import chat
from chatflow.api.plain import stream_chat
from chatflow.api.records import delete_last_two, delete_session, get_info, set_info

urlpatterns = [
    re_path(r"^chat/?$", chat, name="chat"),
    re_path(r"^stream-chat/?$", stream_chat, name="stream-chat"),
    re_path(r"^set_info/?$", set_info, name="set-info"),
    re_path(r"^get_info/?$", get_info, name="get-info"),
    re_path(r"^delete_session/?$", delete_session, name="delete-session"),
    re_path(r"^delete_last_two_chat_records/?$", delete_last_two, name="delete-last-two-chat-records"),
]
