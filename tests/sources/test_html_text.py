import pytest

from pipelines.sources.html_text import html_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>I waited.</p>\n<p>Nobody rang &amp; that&#8217;s it</p>\n", "I waited.\nNobody rang & that’s it"),
        ("one<br />\ntwo<br>three", "one\ntwo\nthree"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("a &lt; b <em>and</em> c < d", "a < b and c < d"),
        ("Thanks <img class='wp-smiley' alt='🙂'><img src='x.png' alt='A photo'>", "Thanks 🙂"),
        ("before<script>alert('no')</script><style>p{}</style> after", "before after"),
        ("<!-- wp:paragraph -->\n<p>Block</p>\n<!-- /wp:paragraph -->", "Block"),
        ("x <![if mso]>y<![endif]> <![strange[z]]> w", "x y  w"),
        ("", ""),
    ],
)
def test_words_remain_and_tags_go(html, text):
    assert html_text(html) == text
