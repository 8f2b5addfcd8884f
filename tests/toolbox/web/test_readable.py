"""What is read of a page, whatever it is made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.toolbox.web.readable import PageLink, readable_page

TEXT = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt. " * 4
PAGE = f"""<html><head><title> The  title </title></head><body>
<nav><a href="/home">Home</a><a href="javascript:alert(1)">Bad</a><a href="#top">Top</a></nav>
<article><h1>Heading</h1><p>{TEXT}</p><p>See <a href="more?a=1">more of it</a>.</p>
<table><tr><th>City</th><th>People</th></tr><tr><td>Lyon</td><td>520,000</td></tr></table>
<ul><li>one</li><li>two</li></ul></article><script>var hidden = 1</script></body></html>"""


def test_text_comes_as_markdown_without_menus_and_scripts() -> None:
    page = readable_page(PAGE, "https://example.com/a/b")
    assert page.title == "The title"
    assert "# Heading" in page.markdown
    assert "- one" in page.markdown
    assert "| Lyon | 520,000 |" in page.markdown
    assert "hidden" not in page.markdown
    assert not page.is_thin


def test_tables_and_links_come_apart() -> None:
    page = readable_page(PAGE, "https://example.com/a/b")
    assert page.tables[0].rows == [["City", "People"], ["Lyon", "520,000"]]
    assert PageLink("more of it", "https://example.com/a/more?a=1") in page.links
    assert {each.url for each in page.links} == {"https://example.com/home", "https://example.com/a/more?a=1"}


def test_a_page_without_an_article_gives_what_text_it_has() -> None:
    page = readable_page("<html><body><div>Just a few words</div><script>x()</script></body></html>", "")
    assert page.markdown == "Just a few words"
    assert page.is_thin


@pytest.mark.parametrize(
    "html", ["", " ", "<", "<html></html>", "no markup at all", "\x00", "<!--", "<?xml?>", "<a href='['>x</a>"]
)
def test_odd_pages_do_no_harm(html: str) -> None:
    readable_page(html, "https://example.com/")


@given(st.text(alphabet=st.sampled_from(list("<>/ab=\"'! &;#x0\n")), max_size=300))
def test_any_markup_is_read(html: str) -> None:
    readable_page(html, "https://example.com/")


def test_a_page_of_endless_nesting_is_read() -> None:
    readable_page("<div>" * 5_000 + "x", "https://example.com/")
