"""manage.py demo: people and data to look at; safe to repeat, never in production by accident."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from knox.models import AuthToken

from chatflow import demo as calls
from gym import demo
from petclinic import demo as clinic
from streams.auth import token_user
from streams.errors import NotSignedIn

ACCOUNTS = [
    ("alice", "会员，编号 123，教练是 bob；有一只狗和一只猫"),
    ("charlie", "另一位教练的会员，数据很少"),
    ("bob", "教练，可进管理后台；另有会员 diana、erik、fiona、grace"),
    ("carol", "charlie 的教练"),
    ("vera", "兽医：审阅、签署，管知识库和危险信号规则"),
    ("gina", "接线员：通话台有几个通话，其中一个有人受伤、一个在等人工"),
    ("admin", "管理员，没有会员身份"),
]


class Command(BaseCommand):
    help = "创建演示用的健身房、账号和数据；可以重复执行，数据会补到今天。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="DEBUG 关闭时也执行")
        parser.add_argument("--token", action="store_true", help="只打印 alice 的令牌，供脚本使用")
        parser.add_argument("--banner", action="store_true", help="打印地址和一条可以直接用的 curl 命令")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG and not options["force"]:
            raise CommandError("DEBUG 已关闭，演示账号的密码是公开的。确实要创建时请加 --force。")
        try:
            demo.build()
            key = clinic.build(timezone.localdate(), demo.PASSWORD)
            calls.build(timezone.now(), demo.PASSWORD)
        except demo.DemoRefused as error:
            raise CommandError(str(error)) from error
        if options["token"]:
            self.stdout.write(self._token())
            return
        if options["banner"]:
            self._banner()
        self.stdout.write(f"演示账号（密码都是 {demo.PASSWORD}）：")
        for name, role in ACCOUNTS:
            self.stdout.write(f"  {name:<8} {role}")
        if key:
            self.stdout.write(f"宠物诊所的接入密钥（只显示这一次）：{key}")

    def _banner(self) -> None:
        host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
        address = f"http://{host}:{port}"
        path = f"/gym/member/stream_weekly_summary?member_id={demo.ALICE_ID}&start_date=2025-03-23&end_date=2025-03-30"
        self.stdout.write(f"\n溪流 Xiliu: {address}    管理后台: {address}/admin/\n")
        self.stdout.write(f"  curl -N -H 'Authorization: Bearer {self._token()}' \\\n    '{address}{path}'\n")

    def _token(self) -> str:
        """Alice's token, kept beside the data and made again when it has expired."""
        file = settings.DATA_DIR / "demo-token"
        if file.exists():
            token = file.read_text().strip()
            try:
                token_user(token)
                return token
            except NotSignedIn:
                pass
        _instance, token = AuthToken.objects.create(User.objects.get(username="alice"))
        file.touch(mode=0o600)
        file.write_text(token)
        return str(token)
