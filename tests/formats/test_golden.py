from __future__ import annotations

from tests.formats.golden import FOLDER, golden_texts


def test_every_format_of_the_flawed_sample_is_as_committed() -> None:
    """What receivers get changes only where somebody meant it to, in every format and to the letter."""
    texts = golden_texts()
    assert {path.name for path in FOLDER.iterdir()} == {path.name for path in texts}
    for path, text in texts.items():
        assert text == path.read_text("utf-8"), f"{path.name}: look at it, then run `python -m tests.formats.golden`"
