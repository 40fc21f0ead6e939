"""The figures of the articles as an Excel file: by article, by desk, by week."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from callcenter.knowledge.figures import Figures, Tally
from callcenter.knowledge.models import How
from callcenter.messages import Language, sentence

Cell = str | int | float | None
_TALLY = ("answered", "unanswered", "answer_rate", "precision")


def figures_sheet(figures: Figures, desk_labels: Mapping[str, str], language: Language) -> bytes:
    """The .xlsx file; `desk_labels` by name."""
    book = Workbook(write_only=True)
    ways = [f"how_{how}" for how in How]
    articles: list[Sequence[Cell]] = [
        (row.title, desk_labels.get(row.desk, row.desk), *(row.ways.get(how, 0) for how in How), row.total,
         row.tally.precision)
        for row in figures.articles
    ]  # fmt: skip
    _add(book, "articles", ("title", "desk", *ways, "total", "precision"), articles, language)
    desks = [(desk_labels.get(desk, desk), *_cells(tally)) for desk, tally in figures.desks.items()]
    whole = (sentence("knowledge.whole", language), *_cells(figures.whole))
    _add(book, "desks", ("desk", *_TALLY), [*desks, whole], language)
    weeks = [(week.isoformat(), *_cells(tally)) for week, tally in figures.weeks.items()]
    _add(book, "weeks", ("week", *_TALLY), weeks, language)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _cells(tally: Tally) -> tuple[Cell, ...]:
    return tally.answered, tally.unanswered, tally.answer_rate, tally.precision


def _add(
    book: Workbook, name: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], language: Language
) -> None:
    sheet = book.create_sheet(sentence(f"knowledge.sheet_{name}", language))
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["A"].width = 36
    sheet.append([sentence(f"knowledge.column_{column}", language) for column in columns])
    for row in rows:
        cells = [WriteOnlyCell(sheet, value=value) for value in row]
        for cell in cells:
            # A title beginning with "=" is a text and not a formula.
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
        sheet.append(cells)
