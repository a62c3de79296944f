import io

import pytest

from pipelines.sources import safe_xml
from pipelines.sources.safe_xml import Mender

TEXTS = [
    ("a\x01b\x0bc\x1c", "abc", 3, 0),
    ("tab\t line\r\n end", "tab\t line\r\n end", 0, 0),
    ("\0\ufffe\uffff😡", "😡", 3, 0),
    ("&#1;&#x1F;&#X0b;&#xD83D;&#1114112;x", "x", 5, 0),
    ("&#8217;&#x1F621;&#10;", "&#8217;&#128545;&#10;", 0, 0),
    ("&amp;&lt;&gt;&quot;&apos;", "&amp;&lt;&gt;&quot;&apos;", 0, 0),
    ("?a=1&b=2&copy=3 & co", "?a=1&amp;b=2&amp;copy=3 &amp; co", 0, 3),
    ("caf&eacute;&nbsp;&LT;b&unknown;", "caf&#233;&#160;&#60;b&amp;unknown;", 0, 4),
    ("<![CDATA[&#1; & \x01<!-- ]]]]><![CDATA[> &]]>&#1;", "<![CDATA[&#1; & <!-- ]]]]><![CDATA[> &]]>", 2, 0),
    ("<!-- & <![CDATA[ \x02 -->&#2;", "<!-- & <![CDATA[  -->", 2, 0),
    ('\n<?xml version="1.0" encoding="UTF-8"?>\n<rss/>', "\n\n<rss/>", 0, 0),
]


@pytest.mark.parametrize("size", [1, 2, 3, 7, safe_xml.CHUNK])
@pytest.mark.parametrize(("text", "mended", "removed", "escaped"), TEXTS)
def test_what_xml_forbids_is_taken_out_wherever_chunks_end(monkeypatch, size, text, mended, removed, escaped):
    if size < 100 and "<?xml" in text:
        size = 100
    monkeypatch.setattr(safe_xml, "CHUNK", size)
    mender = Mender()
    assert "".join(mender.mended(io.StringIO(text, newline=""))) == mended
    assert (mender.removed, mender.escaped) == (removed, escaped)
