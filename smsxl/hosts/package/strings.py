"""Shared strings: read fast in their usual shape, through a full parser in any other."""

from __future__ import annotations

from collections.abc import Iterator

from smsxl.hosts.package.container import Budget, DamagedError, Package, TooBigError
from smsxl.hosts.package.text import cell_text, decode_escapes, flatten_runs
from smsxl.hosts.package.xmltree import Feed, check_depth, new_parser, short_name

_MOST_ITEM = 16 << 20
_SHORT = 64  # longer texts hardly repeat
_MOST_TEXTS = 4_000_000


class _NotPlainError(Exception):
    """The part is not in the shape that the fast reader knows."""


def read_strings(package: Package, part: str | None) -> list[str]:
    """Return the texts of the shared string table: rich text flattened, phonetic runs left out."""
    if part is None or not package.has(part):
        return []
    with package.reading(part):
        inflated = package.inflated
        try:
            return _read_plain(package.chunks(part), Budget(package.limits.text_bytes))
        except _NotPlainError:
            package.inflated = inflated
            return _read_any(package.chunks(part), Budget(package.limits.text_bytes))


def _read_plain(chunks: Iterator[bytes], budget: Budget) -> list[str]:
    texts: list[str] = []
    known: dict[str, str] = {}
    parser = new_parser()
    elements: list[str] = []
    parser.StartElementHandler = lambda name, _: elements.append(short_name(name))
    started = False
    carry = b""
    for chunk in chunks:
        block = carry + chunk
        if not started:
            # The parser sees the part without its items: whatever stands before and after them is checked in full.
            head, found, rest = block.partition(b"<si>")
            if not found:
                if len(block) > _MOST_ITEM:
                    raise _NotPlainError
                carry = block
                continue
            parser.Parse(head, False)
            if elements != ["sst"] or not _is_utf8(head):
                raise _NotPlainError
            started = True
            block = found + rest
        end = block.rfind(b"</si>") + len(b"</si>")
        if end < len(b"</si>"):
            if len(block) > _MOST_ITEM:
                raise DamagedError("holds a text that is longer than any cell's")
            carry = block
            continue
        _add_items(block[:end].decode(), texts, known, budget)
        carry = block[end:]
    if not started:
        raise _NotPlainError
    parser.Parse(carry, True)
    return texts


def _is_utf8(head: bytes) -> bool:
    declared = head[: head.find(b"?>")].lower() if b"<?xml" in head else b""
    return b"encoding" not in declared or b"utf-8" in declared


def _add_items(block: str, texts: list[str], known: dict[str, str], budget: Budget) -> None:
    if "<!" in block or "<?" in block:
        raise _NotPlainError
    items = block.split("<si>")
    if items[0].strip():
        raise _NotPlainError
    for item in items[1:]:
        if item.startswith("<t>") and item.endswith("</t></si>"):
            text = item[3:-9]
        elif item.startswith('<t xml:space="preserve">') and item.endswith("</t></si>"):
            text = item[24:-9]
        else:
            text = "<"
        if "<" in text:
            content, _, rest = item.partition("</si>")
            if rest.strip():
                raise _NotPlainError
            text = flatten_runs(content)
        elif "&" in text or "_x" in text or "\r" in text:
            text = cell_text(text)
        same = known.get(text)
        texts.append(_new(text, known, budget) if same is None else same)
    _check_number(texts)


def _new(text: str, known: dict[str, str], budget: Budget) -> str:
    budget.spend(text)
    if len(text) < _SHORT:
        known[text] = text
    return text


def _check_number(texts: list[str]) -> None:
    if len(texts) > _MOST_TEXTS:
        raise TooBigError(f"holds more than {_MOST_TEXTS:,} texts")


def _read_any(chunks: Iterator[bytes], budget: Budget) -> list[str]:
    texts: list[str] = []
    runs: list[str] = []
    path: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        path.append(short_name(name))
        check_depth(path)

    def text(data: str) -> None:
        if path[-1] == "t" and "rPh" not in path:
            runs.append(budget.spend(data))

    def end(_: str) -> None:
        if path.pop() == "si":
            texts.append(decode_escapes("".join(runs)))
            runs.clear()
            _check_number(texts)

    parser = new_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    feed = Feed(parser)
    for chunk in chunks:
        feed(chunk)
    feed(b"", last=True)
    return texts
