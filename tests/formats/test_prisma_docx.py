from __future__ import annotations

from collections import Counter
from io import BytesIO

import docx
import pytest

from uptake.formats import prisma_docx
from uptake.methods.prisma import Record, Work, flow
from uptake.methods.prisma_boxes import diagram

FIRST = [Work((Record("database", "MEDLINE"),), "included")] * 2
LATER = [
    Work((Record("database", "MEDLINE", 2),), "excluded in full", "Not adults"),
    Work((Record("website", "A site", 2),), "included"),
]


def opened(works, round_=1):
    drawn = diagram(flow(works, round=round_))
    return drawn, docx.Document(BytesIO(prisma_docx.write(drawn)))


@pytest.mark.parametrize(("works", "round_", "wide"), [(FIRST, 1, False), (FIRST + LATER, 2, True)])
def test_every_box_stands_once_in_the_table(works, round_, wide):
    drawn, document = opened(works, round_)
    cells = {cell._tc: cell.text for row in document.tables[0].rows for cell in row.cells}
    texts = list(cells.values())
    boxes = Counter(
        "\n".join([box.head, *(line.strip() for line in box.lines)])
        for box in drawn.boxes if not box.upright
    )  # fmt: skip
    assert Counter(text for text in texts if text and text not in "→↓←") == boxes
    section = document.sections[0]
    assert (section.page_width > section.page_height) is wide


def test_arrows_are_characters_in_the_cells_between():
    _, document = opened(FIRST + LATER, 2)
    said = "".join(
        {cell._tc: cell.text for row in document.tables[0].rows for cell in row.cells}.values()
    )
    assert {"→", "↓", "←"} <= set(said)


def test_what_waits_is_said_beneath():
    _, document = opened([Work((Record("database", "MEDLINE"),), "to screen")])
    assert document.paragraphs[-1].text.startswith("The review is under way")
    assert document.core_properties.title == "PRISMA 2020 flow diagram"
