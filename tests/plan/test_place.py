"""A place is said as people find it: the line of a text file, the line of a page, the paragraph."""

from msgspec.structs import replace

from luodi.documents import Segment
from luodi.plan import Plan, PlanDocument
from luodi.plan.place import Place, place

SOURCE = "\n\n一、目标\n\n到2028年，充电桩超\n过3万个。\n"
TEXT = "一、目标\n到2028年，充电桩超过3万个。"


def of(plan: Plan, *segments: Segment) -> PlanDocument:
    return replace(plan.document, text=TEXT, segments=segments)


def test_in_a_text_file_it_is_the_line_that_holds_the_character(plan: Plan) -> None:
    first, rest = SOURCE.index("到2028"), SOURCE.index("过3")
    document = of(plan, Segment(0, 4, 2, 6), Segment(5, 15, first, first + 10), Segment(15, 20, rest, rest + 5))
    for quote, paragraph in (("一、", 1), ("到2028", 2), ("过3万个", 2)):
        line = next(number for number, line in enumerate(SOURCE.split("\n"), 1) if quote in line)
        assert place(document, TEXT.index(quote), SOURCE) == Place(None, line, paragraph)


def test_without_the_source_it_is_the_paragraph(plan: Plan) -> None:
    document = of(plan, Segment(0, 4, 2, 6), Segment(5, 20, 8, 24))
    assert place(document, TEXT.index("过3")) == Place(None, None, 2)


def test_on_a_page_it_is_the_line_of_the_page(plan: Plan) -> None:
    """Two columns of a table stand on one line; a new page begins at line 1."""
    document = of(
        plan,
        Segment(0, 2, page=1, box=(80, 100, 110, 116)),
        Segment(2, 4, page=1, box=(200, 101, 230, 116)),
        Segment(5, 10, page=1, box=(80, 129, 200, 145)),
        Segment(10, 20, page=2, box=(80, 100, 200, 116)),
    )
    assert [place(document, at) for at in (0, 3, 6, 12)] == [
        Place(1, 1, 1),
        Place(1, 1, 1),
        Place(1, 2, 2),
        Place(2, 1, 2),
    ]


def test_a_position_between_segments_is_where_the_text_goes_on(plan: Plan) -> None:
    document = of(plan, Segment(0, 4, page=1), Segment(5, 20, page=3))
    assert place(document, 4) == Place(3, None, 1)


def test_characters_the_source_does_not_hold_have_a_paragraph_only(plan: Plan) -> None:
    document = of(plan, Segment(5, 20, 8, 24))
    assert place(document, 20, SOURCE) == Place(None, None, 2)
    assert place(of(plan), 0, SOURCE) == Place(None, None, 1)
