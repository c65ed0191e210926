"""A row of a table, read by what its columns hold, as a reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from uptake.formats.csv_rows import Row
from uptake.formats.decisions import (
    Decision,
    Stage,
    in_notes,
    is_unseen,
    of_covidence,
    verdict_of,
)
from uptake.formats.fields import (
    doi,
    or_blank,
    pages,
    plain,
    pmcid_in,
    pmid_in,
    serials,
    urls,
    year,
)
from uptake.formats.references import Oddity, Reference
from uptake.formats.ris_fields import KINDS
from uptake.formats.spreadsheet import unguarded
from uptake.formats.table_columns import KEPT, Plan, plain_heading
from uptake.formats.table_names import commas_part, names, style_of, topics
from uptake.formats.table_source import parts_of
from uptake.formats.tagged import usual_oddities

Values = dict[str, list[str]]
SAMPLED = 200
# The first word that a cell holds decides.
KIND_WORDS = (
    ("chapter", "chapter"), ("conference", "conference paper"), ("proceeding", "conference paper"),
    ("thesis", "thesis"), ("dissertation", "thesis"), ("report", "report"), ("web", "web page"),
    ("data set", "data set"), ("dataset", "data set"), ("book", "book"), ("article", "article"),
    ("journal", "article"), ("magazine", "article"), ("review", "article"), ("letter", "article"),
    ("editorial", "article"), ("note", "article"),
    ("preprint", "article"), ("erratum", "article"), ("survey", "article"), ("paper", "article"),
)  # fmt: skip
OUR_KINDS = frozenset(KINDS.values())
STAGED: tuple[tuple[Stage, str, tuple[str, ...]], ...] = (
    ("title", "decision on title",
     ("title reason", "title remark", "title by", "title at", "title tool")),
    ("full text", "decision on full text",
     ("full text reason", "full text remark", "full text by", "full text at", "full text tool")),
    ("", "decision", ("reason", "remark", "decided by", "decided at", "tool")),
)  # fmt: skip
SHARED = ("reason", "remark", "decided by", "decided at", "tool")
NO_ABSTRACT = "[No abstract available]"
MANY = "|"


@dataclass(slots=True)
class Rows:
    """Turns the rows of one table into references, in the way that its first rows suggest."""

    plan: Plan
    format: str
    file_name: str = ""
    style: str = ""
    commas: bool = False
    grows: int = -1
    ours: bool = False
    places: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, plan: Plan, first: Sequence[Row], format: str, file_name: str) -> Rows:
        """Look at the first rows once, to know how their cells part names and keywords."""
        held: dict[str, list[str]] = {"authors": [], "keywords": []}
        for at, column in enumerate(plan.columns):
            if column.field in held:
                held[column.field].extend(
                    row.cells[at] for row in first[:SAMPLED] if at < len(row.cells)
                )
        return cls(
            plan, format, file_name,
            (plan.layout.authors if plan.layout else "") or style_of(held["authors"]),
            commas_part(held["keywords"]),
            next((at for at, it in enumerate(plan.columns) if plan.layout and plan.layout.grows
                  and plain_heading(it.heading) == plan.layout.grows), -1),
            plan.layout is not None and plan.layout.name == "Uptake",
            [(it.heading, it.field) for it in plan.columns],
        )  # fmt: skip

    def reference(self, row: Row, position: int) -> tuple[Reference, list[Oddity]]:
        """Map one row to a reference, and say what was odd about it."""
        cells, width = row.cells, len(self.places)
        odd: list[Oddity] = []
        where, record = row.line, f"Record {position}"
        if len(cells) > width and (more := self._grown(cells)):
            after = self.plan.columns[self.grows].heading
            what = f"{record} has {len(cells)} cells and the table {width}; those after “{after}” "
            odd.append(Oddity(where, "note", f"{what}were set right.", lines=0))
            cells = [*cells[: self.grows + 1], *cells[self.grows + 1 + more :],
                     *cells[self.grows + 1 : self.grows + 1 + more]]  # fmt: skip
        elif any(cell.strip() for cell in cells[width:]):
            what = f"{record} has {len(cells)} cells and the table {width}; all are kept."
            odd.append(Oddity(where, "warning", what, lines=0))
        elif len(cells) < width:
            what = f"{record} has {len(cells)} cells and the table {width}; the rest is empty."
            odd.append(Oddity(where, "warning", what, lines=0))
        values: Values = {}
        raw: list[tuple[str, str]] = []
        for (heading, meant), cell in zip(self.places, cells, strict=False):
            if not cell or cell.isspace():
                continue
            if self.ours:
                cell = unguarded(cell)
            raw.append((heading, cell))
            if meant != KEPT:
                values.setdefault(meant, []).append(cell)
        raw.extend(
            (f"Column {at + 1}", cells[at]) for at in range(width, len(cells)) if cells[at].strip()
        )
        if row.mended:
            what = f"{record} has a quotation mark that is not closed; it was ended with its line."
            odd.append(Oddity(where, "warning", what, lines=0))
        reference = self._reference(values, tuple(raw), row, position, odd)
        odd.extend(usual_oddities(reference, _first(values, "year")))
        return reference, odd

    def _grown(self, cells: Sequence[str]) -> int:
        """How many cells stand where a program leaves out their headings; 0 where that isn't so."""
        more = len(cells) - len(self.places)
        return more if self.grows >= 0 and any(cells[-more:]) else 0

    def _reference(
        self, values: Values, raw: tuple[tuple[str, str], ...], row: Row, position: int,
        odd: list[Oddity],
    ) -> Reference:  # fmt: skip
        source = parts_of(values["source"][0]) if "source" in values else {}
        start, end = pages(
            or_blank(_first(values, "start page", "pages")) or source.get("pages", ""),
            or_blank(_first(values, "end page")),
        )
        issn, isbn = serials(values.get("issn", ()))
        links = urls(values.get("url", ()))
        notes = self._texts(values, "notes", "\n")
        journal = plain(_first(values, "journal")) or source.get("journal", "")
        types = self._texts(values, "kind", "; ")
        layout = self.plan.layout
        return Reference(
            kind=_kind(
                _first(values, "uptake kind"), types, journal, layout.name if layout else ""
            ),
            title=plain(or_blank(_first(values, "title"))),
            authors=self._authors(values),
            year=_year([*values.get("year", ()), *values.get("date", ()), source.get("year", "")]),
            journal=journal,
            abbreviation=plain(_first(values, "abbreviation")),
            series=plain(_first(values, "series")),
            volume=_number(_first(values, "volume")) or source.get("volume", ""),
            issue=_number(_first(values, "issue")) or source.get("issue", ""),
            start_page=start or _number(_first(values, "article number")),
            end_page=end,
            doi=_doi(values, links),
            pmid=_pmid(values, links),
            pmcid=pmcid_in(_pmc(_first(values, "pmcid"))),
            issn=issn,
            isbn=isbn,
            abstract="\n\n".join(self._texts(values, "abstract", "\n\n")),
            keywords=topics(values.get("keywords", ()), commas=self.commas),
            language=plain(_first(values, "language")),
            urls=links,
            publisher=plain(_first(values, "publisher")),
            place=plain(_first(values, "place")),
            editors=names(_first(values, "editors"), self.style) if "editors" in values else (),
            other_titles=self._texts(values, "other title", "; "),
            publication_types=types,
            database=plain(_first(values, "database")) or (layout.database if layout else ""),
            database_id=plain(_first(values, "database number")),
            notes=notes,
            decisions=self._decisions(values, notes, position, row.line, odd),
            raw=raw,
            format=self.format,
            position=position,
            line=row.line,
            end_line=row.end_line,
        )

    def _texts(self, values: Values, field: str, mark: str) -> tuple[str, ...]:
        """Give the texts of a field, each once; what Uptake wrote is parted at its own mark."""
        found = values.get(field, [])
        if self.ours:
            found = [part for cell in found for part in cell.split(mark)]
        bare = (plain(or_blank(cell)) for cell in found)
        return tuple(dict.fromkeys(text for text in bare if text and text != NO_ABSTRACT))

    def _authors(self, values: Values) -> tuple[str, ...]:
        found = values.get("full names") or values.get("authors") or []
        return tuple(name for cell in found for name in names(or_blank(cell), self.style))

    def _decisions(
        self, values: Values, notes: tuple[str, ...], position: int, line: int, odd: list[Oddity]
    ) -> tuple[Decision, ...]:
        layout = self.plan.layout.name if self.plan.layout else ""
        found: list[Decision] = []
        if layout == "Covidence":
            found.extend(of_covidence(notes, self.file_name))
        headings = {heading for heading, meant in self.places if meant == "decision"}
        tool = "ASReview" if any(it.lower().startswith("asreview") for it in headings) else layout
        tool = "" if self.ours else tool
        for stage, column, parts in STAGED:
            for cell in values.get(column, ()):
                words = cell.split(MANY)
                rest = [_parted(values, own, shared, len(words))
                        for own, shared in zip(parts, SHARED, strict=True)]  # fmt: skip
                for at, word in enumerate(words):
                    verdict = verdict_of(word)
                    if verdict is None and not is_unseen(word):
                        what = f"Record {position} has a decision that is none; kept as it stands."
                        odd.append(Oddity(line, "warning", what, word, 0))
                    if verdict is not None:
                        reason, remark, by, when, named = (part[at] for part in rest)
                        found.append(
                            Decision(stage, verdict, reason, remark, by, when, named or tool)
                        )
        if not (found and self.ours):
            found = [*in_notes(notes), *found]
        return tuple(dict.fromkeys(found))


def _parted(values: Values, own: str, shared: str, number: int) -> list[str]:
    """Give what stands beside a decision: as many parts as there are decisions in its cell."""
    cell = _first(values, own, shared)
    parts = cell.split(MANY) if number > 1 else [cell]
    return list(map(plain, parts)) if len(parts) == number else [plain(cell)] * number


def _first(values: Values, *fields: str) -> str:
    for name in fields:
        if name in values:
            return values[name][0]
    return ""


def _year(cells: Sequence[str]) -> int | None:
    return next((found for cell in cells if (found := year(cell))), None)


def _number(value: str) -> str:
    """Give a volume or an issue without the .0 that spreadsheets add."""
    return plain(or_blank(value)).removesuffix(".0")


def _doi(values: Values, links: Sequence[str]) -> str:
    for value in values.get("doi", ()):
        if found := doi(value):
            return found
    return next((found for link in links if (found := doi(link, in_text=True))), "")


def _pmid(values: Values, links: Sequence[str]) -> str:
    own = plain(_first(values, "pmid")).removesuffix(".0").removeprefix("PMID:").strip()
    if own.isdigit() and own != "0":
        return own
    return next((found for link in links if (found := pmid_in(link))), "")


def _pmc(value: str) -> str:
    value = value.strip()
    return f"PMC{value}" if value.isdigit() else value


def _kind(ours: str, types: Sequence[str], journal: str, layout: str) -> str:
    if ours in OUR_KINDS:
        return ours
    for name in types:
        if name.upper() in KINDS:
            return KINDS[name.upper()]
        low = name.lower()
        for word, kind in KIND_WORDS:
            if word in low:
                return kind
    if types:
        return "other"
    words = ("conference", "proceedings", "symposium", "workshop")
    if layout == "IEEE Xplore" and any(word in journal.lower() for word in words):
        return "conference paper"
    return "article"
