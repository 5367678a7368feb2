"""Articles from files as people have them: good ones kept, bad ones named in a sentence, nothing twice."""

import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petclinic.knowledge import importing, reading
from petclinic.knowledge.drafts import BadDraft, partial_date, without_html
from petclinic.knowledge.importing import Report, import_path, import_upload
from petclinic.knowledge.reading import FileRefused
from petclinic.knowledge.search import search
from petclinic.models import Article, ArticleIndex

pytestmark = pytest.mark.django_db

GOOD = """---
key: lily
title: 百合中毒
species: 猫
tags: 百合, 花粉、植物
publisher: 试验出版社
source_title: Lilies
url: https://example.org/lily
date: 2020年7月
retrieved: 2026-11-21
---
猫吃了**百合**会肾衰竭。
"""
HEADER = "key,title,species,tags,publisher,source_title,url,date,text\n"
ROW = "{key},{title},cat,呕吐|腹泻,试验,,https://example.org,2024,正文在这里。\n"


def bring(content: str | bytes, name: str = "lily.md", *, dry_run: bool = False) -> Report:
    data = content.encode() if isinstance(content, str) else content
    return import_upload(io.BytesIO(data), name, dry_run=dry_run)


def said(report: Report) -> list[tuple[int, str]]:
    return [(note.line, note.sentence) for note in report.notes]


def zipped(files: dict[str, bytes], **options: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", **options) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_it_works() -> None:
    report = bring(GOOD)
    assert (report.created, report.failed, report.notes) == (1, 0, [])
    article = Article.objects.get()
    assert (article.key, article.title, article.species) == ("lily", "百合中毒", "cat")
    assert article.tags == ["百合", "花粉", "植物"]
    assert (article.publisher, article.source_title, article.url) == (
        "试验出版社",
        "Lilies",
        "https://example.org/lily",
    )
    assert (article.source_date, article.retrieved_at) == ("2020-07", date(2026, 11, 21))
    assert article.text == "猫吃了**百合**会肾衰竭。"
    assert not article.signed
    assert search("百合")[0].article == article
    article.full_clean()


def test_the_same_again_changes_nothing_and_an_edit_corrects() -> None:
    bring(GOOD)
    before = Article.objects.get().updated_at
    assert bring(GOOD).unchanged == 1
    assert Article.objects.get().updated_at == before
    report = bring(GOOD.replace("百合中毒", "郁金香中毒"))
    assert (report.created, report.updated) == (0, 1)
    assert Article.objects.get().title == "郁金香中毒"
    assert [hit.article.key for hit in search("郁金香")] == ["lily"]


def test_a_dry_run_says_the_same_and_writes_nothing() -> None:
    report = bring(GOOD, dry_run=True)
    assert report.created == 1
    assert (Article.objects.count(), ArticleIndex.objects.count()) == (0, 0)


def test_a_changed_text_loses_its_signature_and_that_is_said() -> None:
    bring(GOOD)
    Article.objects.update(signed_by=User.objects.create_user("vera"), signed_at=timezone.now())
    assert bring(GOOD.replace("Lilies", "Lily")).unsigned == 0
    assert Article.objects.signed().count() == 1
    report = bring(GOOD.replace("肾衰竭", "很难受"))
    assert (report.updated, report.unsigned) == (1, 1)
    assert "签名已撤下" in report.notes[0].sentence
    assert "签名已撤下" in report.in_words()
    assert Article.objects.signed().count() == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_ends_of_lines_do_not_matter(encoding: str, newline: str) -> None:
    assert bring(GOOD.replace("\n", newline).encode(encoding)).created == 1
    assert Article.objects.get().text == "猫吃了**百合**会肾衰竭。"


def test_front_matter_may_be_yaml_as_people_write_it() -> None:
    bring(
        GOOD.replace("tags: 百合, 花粉、植物", "tags:\n  - 百合\n  - '花粉'\nother: x\n# 说明").replace(
            "猫\n", '"both"\n'
        )
    )
    article = Article.objects.get()
    assert (article.tags, article.species) == (["百合", "花粉"], "both")
    assert bring(GOOD.replace("tags: 百合, 花粉、植物", 'tags: ["花", b]')).updated == 1
    assert Article.objects.get().tags == ["花", "b"]


def test_without_a_key_the_file_s_name_is_it_or_else_the_title() -> None:
    bring(GOOD.replace("key: lily\n", ""), "Cat Lilies.md")
    bring(GOOD.replace("key: lily\n", ""), "百合.md")
    bring(GOOD.replace("key: lily\n", ""), "百合.md")
    first, second = Article.objects.values_list("key", flat=True)
    assert (second, first[:2], len(first)) == ("cat-lilies", "a-", 14)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("---\nkey", "key", "文件开头没有 --- 包起来的资料。"),
        ("21\n---", "21\n", "文件开头的资料没有用 --- 结束。"),
        ("title: 百合中毒", "", "没有标题。"),
        ("百合中毒", "好" * 201, "标题超过 200 个字。"),
        ("publisher: 试验出版社", "publisher:", "没有来源机构。"),
        ("猫吃了**百合**会肾衰竭。", "<p> </p>", "没有正文。"),
        ("猫吃了", "好" * 20_001, "正文超过 20000 个字，请拆成几篇。"),
        ("key: lily", "key: 百 合", "编号「百 合」不行，只能用小写字母、数字和连字符，最多 80 个。"),
        ("species: 猫", "species: 鹦鹉", "适用「鹦鹉」不认识，请写 cat、dog 或 both。"),
        ("2020年7月", "去年", "看不懂日期「去年」，请写成 2024、2024-06 或 2024-06-09。"),
        ("2020年7月", "2024-02-30", "看不懂日期「2024-02-30」，请写成 2024、2024-06 或 2024-06-09。"),
        ("retrieved: 2026-11-21", "retrieved: 2020", "查阅日期要写到哪一天，例如 2024-06-09。"),
        ("https://example.org/lily", "javascript:alert(1)", "来源网址「javascript:alert(1)」不是 http 或 https 地址。"),
        ("https://example.org/lily", "http://[", "来源网址「http://[」不是 http 或 https 地址。"),
        ("百合, 花粉、植物", ",".join(map(str, range(41))), "标签最多 40 个，每个最多 30 个字。"),
    ],
)
def test_what_is_wrong_is_one_sentence(old: str, new: str, sentence: str) -> None:
    report = bring(GOOD.replace(old, new, 1))
    assert said(report) == [(1, sentence)]
    assert report.failed == 1
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的。"),
        (b" \n", "文件是空的。"),
        (b"\xff\xff\xff", "认不出文件的编码，请另存为 UTF-8。"),
        (GOOD.encode() + b"\0", "认不出文件的编码，请另存为 UTF-8。"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, sentence: str) -> None:
    assert said(bring(content)) == [(1, sentence)]


def test_a_file_of_more_than_ten_megabytes_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 100)
    assert said(bring(GOOD)) == [(1, "文件超过 10 MB，没有读。")]


def test_a_table_keeps_good_rows_and_names_bad_ones_by_line() -> None:
    rows = [
        ROW.format(key="one", title="第一篇"),
        'two,第二篇,cat,,试验,,,,"正文有\n两行"\n',
        "\n",
        ROW.format(key="three", title=""),
        ROW.format(key="one", title="又是第一篇"),
        "four,第四篇,cat,,试验,,,,正文,多了,几列\n",
        "five,第五篇,cat,,试验\n",
        ROW.format(key="six", title="第六篇"),
    ]
    report = bring("\ufeff" + HEADER + "".join(rows), "table.csv")
    assert report.created == 3
    assert said(report) == [
        (6, "没有标题。"),
        (7, "编号 one 在 table.csv 第 2 行已经有了，只取了那一篇。"),
        (8, "这一行的列比表头多，可能是分隔符或引号有误。"),
        (9, "没有正文。"),
    ]
    assert Article.objects.get(key="two").text == "正文有\n两行"
    assert Article.objects.get(key="six").tags == ["呕吐", "腹泻"]


def test_a_quote_that_never_ends_is_named_and_what_stood_before_is_kept() -> None:
    report = bring(HEADER + ROW.format(key="one", title="第一篇") + 'two,"第二篇,cat\n' * 3, "table.csv")
    assert report.created == 1
    assert "引号没有成对" in report.notes[0].sentence


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_table_may_have_chinese_names_and_other_separators(delimiter: str) -> None:
    table = "标题,正文,来源,日期\n百合中毒,正文,试验,2024/6/9\n".replace(",", delimiter)
    assert bring(table.encode("gb18030"), "table.CSV").created == 1
    article = Article.objects.get()
    assert (article.publisher, article.source_date, article.species) == ("试验", "2024-06-09", "both")
    assert bring(table, "table.csv").unchanged == 1


def test_a_table_without_needed_columns_says_which() -> None:
    assert said(bring("title,body\n1,2\n", "t.csv")) == [(1, "表头缺少这些列：text, publisher。")]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<p>一</p><p>二</p>", "\n一\n二"),
        ("<b>粗</b>体&amp;&lt;38&nbsp;℃", "粗体&<38\xa0℃"),
        ("一<script>alert(1)</script>二", "一二"),
        ("体温 <38 ℃ 或 >39 ℃", "体温 <38 ℃ 或 >39 ℃"),
        ("<img src=x onerror=alert(1)>图", "图"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;二", "二"),
        ("看 <https://example.org/a>", "看 https://example.org/a"),
        ("> 引用\n- 列表 **粗**", "> 引用\n- 列表 **粗**"),
        ("<!-- 注 -->字", "字"),
        ("没完 <script", "没完 ＜script"),
    ],
)
def test_html_becomes_plain_text(text: str, plain: str) -> None:
    assert without_html(text) == plain


@given(st.text(alphabet="<>/&;#! scriptlgamp=\"'x\n好", max_size=80))
def test_no_tag_survives(text: str) -> None:
    plain = without_html(text)
    assert not any(plain[at] == "<" and "a" <= plain[at + 1 : at + 2].lower() <= "z" for at in range(len(plain)))


def test_a_date_of_tomorrow_is_refused() -> None:
    today = date(2026, 11, 21)
    assert partial_date("2026-11-21", today) == "2026-11-21"
    for bad in (str(today + timedelta(days=1)), "1899", "2027", "0000"):
        with pytest.raises(BadDraft):
            partial_date(bad, today)


@given(st.binary(max_size=300), st.sampled_from(["a.md", "a.csv"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused_in_a_sentence(content: bytes, name: str) -> None:
    report = importing.Report()
    assert all(found.draft for found in importing.drafts_of([(name, content)], report))
    assert all(note.sentence.endswith("。") for note in report.notes)


def test_a_zip_brings_its_files_and_leaves_the_rest() -> None:
    second = GOOD.replace("key: lily", "key: two")
    archive = zipped(
        {
            "a/lily.md": GOOD.encode(),
            "b/two.md": second.encode("gb18030"),
            "again.md": second.encode(),
            "README.md": b"no article",
            "__MACOSX/a/._lily.md": b"\0\1",
            ".hidden.md": b"x",
            "picture.png": b"x",
            "inner.zip": b"PK",
            "../../evil.md": GOOD.replace("key: lily", "key: evil").encode(),
        }
    )
    report = bring(archive, "all.zip")
    assert report.created == 2
    assert [(note.file, note.sentence) for note in report.notes] == [
        ("again.md", "编号 two 在 b/two.md 第 1 行已经有了，只取了那一篇。")
    ]


def test_a_zip_bomb_is_read_only_as_far_as_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped({"big.md": b"0" * 30_000_000, "lily.md": GOOD.encode()}, compression=zipfile.ZIP_DEFLATED)
    report = bring(bomb, "bomb.zip")
    assert (report.created, said(report)) == (1, [(1, "文件超过 10 MB，没有读。")])
    monkeypatch.setattr(importing, "MOST_BYTES", 1_000)
    assert "解开后太大" in bring(bomb, "bomb.zip").notes[0].sentence
    monkeypatch.setattr(importing, "MOST_FILES", 1)
    with pytest.raises(FileRefused, match="超过 1 个"):
        bring(bomb, "bomb.zip")


@pytest.mark.parametrize(
    "damage", [b"", b"no zip", zipped({"a.txt": b"x"}), zipped({"a.md": b"x"})[:-30]], ids=range(4)
)
def test_a_broken_or_empty_zip_is_refused(damage: bytes) -> None:
    with pytest.raises(FileRefused):
        bring(damage, "all.zip")


def test_a_damaged_entry_is_named_and_the_others_come() -> None:
    archive = bytearray(zipped({"bad.md": GOOD.encode() * 2, "lily.md": GOOD.encode()}))
    archive[60] ^= 0xFF
    report = bring(bytes(archive), "all.zip")
    assert (report.created, report.notes[0].file) == (1, "bad.md")
    assert "损坏" in report.notes[0].sentence


def test_another_kind_of_file_is_refused() -> None:
    with pytest.raises(FileRefused, match="只能导入"):
        bring(b"x", "article.docx")


def test_the_command_imports_a_folder_and_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "lily.md").write_text(GOOD)
    (tmp_path / "bad.md").write_text("没有资料头")
    call_command("import_knowledge", str(tmp_path), "--dry-run")
    assert not Article.objects.exists()
    call_command("import_knowledge", str(tmp_path))
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "（只检查）新增 1 篇，更新 0 篇，未变 0 篇，有问题 1 处。",
        "新增 1 篇，更新 0 篇，未变 0 篇，有问题 1 处。",
    ]
    assert said.err.splitlines()[0] == "bad.md 第 1 行：文件开头没有 --- 包起来的资料。"
    assert import_path(tmp_path / "sub" / "lily.md").unchanged == 1


def test_the_command_says_what_it_cannot_open(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.md"):
        with pytest.raises(CommandError):
            call_command("import_knowledge", str(path))


def test_many_notes_are_shown_as_fifty_and_a_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.csv").write_text("title,text,publisher\n" + ",x,y\n" * 60)
    call_command("import_knowledge", str(tmp_path))
    assert "另有 10 条" in capsys.readouterr().err
