"""Text of other systems as plain lines: HTML without its markup."""

from __future__ import annotations

import html
import re

_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript"})
_LINES = frozenset({"br", "p", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section"})
_CELLS = frozenset({"td", "th"})
_COMMENT = "!"
_NAME = re.compile(r"\s*/?\s*([a-zA-Z][a-zA-Z0-9]*)")


def text_of_html(markup: str) -> str:
    """What a reader of the page would see, a line for each block; nothing in it is run or fetched.

    One pass, whatever the markup: no page takes longer than its length.
    """
    first, *pieces = markup.split("<")
    shown, hidden_in = [first], ""
    for piece in pieces:
        if hidden_in or piece.startswith("!--"):
            hidden_in, rest = _after_hidden(piece, hidden_in or _COMMENT)
            shown.append(rest)
            continue
        tag, closed, rest = piece.partition(">")
        found = _NAME.match(tag)
        name = found.group(1).lower() if found else ""
        if not closed or not (name or tag.startswith(("!", "?"))):
            shown.append(f"<{piece}")  # a comparison such as "SpO2 < 90", no tag
        elif name in _UNSEEN and not tag.lstrip().startswith("/") and not tag.endswith("/"):
            hidden_in = name
        else:
            shown += ["\n" if name in _LINES else " " if name in _CELLS else "", rest]
    lines = (" ".join(line.split()) for line in html.unescape("".join(shown)).splitlines())
    return "\n".join(line for line in lines if line)


def _after_hidden(piece: str, hidden_in: str) -> tuple[str, str]:
    """What is hidden after ``piece`` (empty: nothing any more), and the text behind the end of it."""
    if hidden_in == _COMMENT:
        _, ended, rest = piece.partition("-->")
    else:
        tag, ended, rest = piece.partition(">")
        ended = ended if re.fullmatch(rf"\s*/\s*{hidden_in}\s*", tag, re.IGNORECASE) else ""
    return ("", rest) if ended else (hidden_in, "")
