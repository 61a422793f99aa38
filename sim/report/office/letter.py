"""A Word document on A4 in the manner of Chinese offices: fonts for both scripts, headings, tables, pictures."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from sim.foundation.errors import Lang
from sim.foundation.text import visible
from sim.report.office.typed import in_language
from sim.report.table import Text

Align = Literal["left", "center", "right"]
_SIDES = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PAPER = (21.0, 29.7)
"""A4 upright, cm."""
KEPT_WHOLE, KEPT_IN_A_BRIEF = 14, 4
"""Rows of an official document's table that is not divided between two pages; a brief has less room to leave empty."""
GREEN, GREY, BLACK = RGBColor(0x2F, 0x6F, 0x7E), RGBColor(0x66, 0x71, 0x6E), RGBColor(0, 0, 0)
HEADLINE, FIRST, SECOND = "方正小标宋简体", "黑体", "楷体"
INSTEAD = {HEADLINE: "宋体", FIRST: "SimHei", SECOND: "KaiTi", "仿宋": "FangSong", "宋体": "SimSun"}
"""What a machine without a font takes in its place: names under which Windows, WPS and macOS have the same type."""


class Letter:
    """One document being written in one language. `official` sets it as 公文 (GB/T 9704-2012): 小标宋 for the title, 黑体 and 楷体
    for headings, 仿宋 below them, all black; otherwise 宋体 and 黑体."""

    def __init__(self, lang: Lang, title: str, created: datetime, *, official: bool = False, size: float = 10.5) -> None:
        self.lang: Lang = lang
        self._doc: Any = Document()
        self._body, self._official = "仿宋" if official else "宋体", official
        self._numbered = {"table": 0, "figure": 0}
        self.size = size
        section = self._doc.sections[0]
        section.page_width, section.page_height = Cm(PAPER[0]), Cm(PAPER[1])
        side, top = (2.6, 2.8) if official else (2.0, 1.7)
        section.left_margin = section.right_margin = Cm(side)
        section.top_margin, section.bottom_margin = Cm(top), Cm(2.2 if official else 1.5)
        self.side, self.width = side, PAPER[0] - 2 * side
        properties = self._doc.core_properties
        properties.title, properties.author, properties.comments = _clean(title)[:255], "yigongti", ""
        properties.created = properties.modified = created.replace(tzinfo=None)
        for name, body in (("Normal", True), ("Title", False), ("Heading 1", False), ("Heading 2", False)):
            self._font(self._doc.styles[name].element.get_or_add_rPr(), body)
        normal = self._doc.styles["Normal"]
        normal.font.size = Pt(size)
        normal.paragraph_format.space_after = Pt(3)
        normal.paragraph_format.line_spacing = 1.35 if official else 1.15
        self._page_number(section.footer.paragraphs[0])
        self._name_fonts()

    def save(self, file: str | Path) -> None:
        """Write the document."""
        self._doc.save(str(file))

    def turn(self, across: bool) -> None:
        """Go on with a new page, across (A4 landscape, for wide tables) or upright again."""
        section = self._doc.add_section(WD_SECTION.NEW_PAGE)
        wide, high = PAPER[::-1] if across else PAPER
        section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Cm(wide), Cm(high)
        self.width = wide - 2 * self.side

    def title(self, text: Text, below: Text = "") -> None:
        """The heading of the document, and a grey line below it."""
        self.paragraph(text, size=self.size + 8, bold=not self._official, align="center", heading=True, after=2)
        if self._official:
            self._font(self._doc.paragraphs[-1].runs[0]._element.get_or_add_rPr(), False, HEADLINE)
        if below:
            self.paragraph(below, size=self.size - 1.5, align="center", grey=True, after=8)

    def heading(self, text: Text, level: int = 1) -> None:
        """A heading that Word's outline knows."""
        p = self._doc.add_heading(level=level)
        run = p.add_run(_clean(in_language(text, self.lang)))
        colour = BLACK if self._official else GREEN if level == 1 else None
        run.font.size, run.font.color.rgb, run.bold = Pt(self.size + 3 - level), colour, True
        self._font(run._element.get_or_add_rPr(), False, SECOND if self._official and level > 1 else FIRST)
        p.paragraph_format.space_before, p.paragraph_format.space_after = Pt(7), Pt(3)
        p.paragraph_format.keep_with_next = True

    def paragraph(
        self, text: Text, *, size: float | None = None, bold: bool = False, align: Align = "left", grey: bool = False,
        heading: bool = False, indent: bool = False, after: float | None = None, style: str = "Normal",
        caption: bool = False,
    ) -> None:  # fmt: skip
        """A paragraph; `indent` moves its first line by two characters as Chinese prose does; a `caption` stays with
        what follows."""
        p = self._doc.add_paragraph(style=style)
        self._run(p, in_language(text, self.lang), size=size, bold=bold, grey=grey, heading=heading)
        p.alignment = _SIDES[align]
        if indent and self.lang == "zh":
            p.paragraph_format.first_line_indent = Pt(2 * (size or self.size))
        p.paragraph_format.keep_with_next = caption
        if after is not None:
            p.paragraph_format.space_after = Pt(after)

    def caption(self, text: Text, kind: Literal["table", "figure"] = "table") -> None:
        """A numbered caption: above a table, with which it stays, or below a figure."""
        self._numbered[kind] += 1
        said, n = in_language(text, self.lang).rstrip("：:"), self._numbered[kind]
        name = {"table": ("表", "Table"), "figure": ("图", "Figure")}[kind][self.lang == "en"]
        mark = f"{name}{n}　" if self.lang == "zh" else f"{name} {n}. "
        self.paragraph(mark + said, size=self.size - 1.5, align="center", heading=True, after=2, caption=kind == "table")

    def bullets(self, texts: Sequence[Text], size: float | None = None, numbered: bool = False) -> None:
        """A list."""
        for text in texts:
            self.paragraph(text, size=size, style="List Number" if numbered else "List Bullet", after=1)

    def picture(self, png: bytes, width_cm: float | None = None, alt: Text = "") -> None:
        """A centred picture, as wide as upright paper allows."""
        self._doc.add_picture(io.BytesIO(png), width=Cm(width_cm or PAPER[0] - 2 * self.side))
        paragraph = self._doc.paragraphs[-1]
        paragraph.alignment = _SIDES["center"]
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.paragraph_format.keep_with_next = self._official  # its caption stands below it
        for shape in paragraph._element.iter(qn("wp:docPr")):
            shape.set("descr", _clean(in_language(alt, self.lang)))

    def table(
        self, heads: Sequence[Text], rows: Sequence[Sequence[Text]], widths: Sequence[float], *,
        size: float | None = None, bold: Sequence[int] = (), left: Sequence[int] = (0,),
        spans: Sequence[tuple[Text, int]] = (),
    ) -> None:  # fmt: skip
        """A table with a shaded head that repeats on every page. `widths` in parts of the text width; columns `left`
        are text, the others numbers that stand right; rows in `bold` are bold. `spans`: titles above neighbouring heads and
        how many each covers; a head below an empty title fills both rows."""
        size = size or self.size - 1.5
        above = [list[Text]([title, *("",) * (count - 1)]) for title, count in spans]
        lines = [[text for part in above for text in part]] * bool(spans) + [list(heads)]
        top = len(lines)
        made = self._doc.add_table(rows=top + len(rows), cols=len(heads))
        made.style, made.alignment, made.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        self._narrow_margins(made)
        whole = sum(widths)
        sizes = [Cm(self.width * part / whole) for part in widths]
        for column, wide in zip(made.columns, sizes, strict=True):
            column.width = wide
        kept = len(rows) <= (KEPT_WHOLE if self._official else KEPT_IN_A_BRIEF)
        for r, cells in enumerate([*lines, *rows]):
            row, head = made.rows[r], r < top
            self._never_split(row, head=head)
            for n, text in enumerate(cells):
                cell = row.cells[n]
                cell.width, cell.vertical_alignment = sizes[n], WD_CELL_VERTICAL_ALIGNMENT.CENTER
                p = cell.paragraphs[0]
                p.paragraph_format.space_after, p.paragraph_format.line_spacing = Pt(0), 1.15
                p.paragraph_format.keep_with_next = r < top + len(rows) - 1 if kept else head and bool(rows)
                p.alignment = _SIDES["center" if head else "left" if n in left else "right"]
                self._run(p, in_language(text, self.lang), size=size, bold=head or r - top in bold, heading=head)
                if head:
                    self._shade(cell, "E8F0EE")
        self._join(made, spans)
        self._doc.add_paragraph().paragraph_format.space_after = Pt(0)
        self._doc.paragraphs[-1].paragraph_format.line_spacing = 0.6

    @staticmethod
    def _join(table: Any, spans: Sequence[tuple[Text, int]]) -> None:
        """Join the cells of a title above several heads, and a head without a title with the empty cell above it."""
        at = 0
        for title, count in spans:
            for n in () if title else range(at, at + count):
                table.cell(0, n).merge(table.cell(1, n))
            if title and count > 1:
                table.cell(0, at).merge(table.cell(0, at + count - 1))
            at += count

    def _run(self, p: Any, text: str, *, size: float | None, bold: bool = False, grey: bool = False,
             heading: bool = False) -> None:  # fmt: skip
        if size and not text:  # an empty cell is no higher than its neighbours
            mark, high = OxmlElement("w:rPr"), OxmlElement("w:sz")
            high.set(qn("w:val"), str(round(2 * size)))
            mark.append(high)
            p._element.get_or_add_pPr().append(mark)
            return
        run = p.add_run(_clean(text))
        run.bold = bold
        if size:
            run.font.size = Pt(size)
        if grey:
            run.font.color.rgb = GREY
        if heading:
            self._font(run._element.get_or_add_rPr(), False)

    def _font(self, properties: Any, body: bool, face: str = FIRST) -> None:
        fonts = properties.find(qn("w:rFonts"))
        if fonts is None:
            fonts = OxmlElement("w:rFonts")
            properties.insert(0, fonts)
        latin = "Times New Roman" if body else "Arial"
        for name in [name for name in fonts.attrib if name.endswith("Theme")]:
            del fonts.attrib[name]
        for name, value in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", self._body if body else face)):
            fonts.set(qn(f"w:{name}"), value)

    def _name_fonts(self) -> None:
        """Say in the table of fonts what stands in for each where it is not installed."""
        (part,) = (rel.target_part for rel in self._doc.part.rels.values() if rel.reltype.endswith("/fontTable"))
        table = parse_xml(part.blob)
        for font, other in INSTEAD.items():
            entry, instead = OxmlElement("w:font"), OxmlElement("w:altName")
            entry.set(qn("w:name"), font)
            instead.set(qn("w:val"), other)
            entry.append(instead)
            table.append(entry)
        part._blob = serialize_part_xml(table)

    def _page_number(self, p: Any) -> None:
        p.alignment = _SIDES["center"]
        run = p.add_run()
        for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
            if kind:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
            else:
                mark = OxmlElement("w:instrText")
                mark.set(qn("xml:space"), "preserve")
                mark.text = text
            run._element.append(mark)

    @staticmethod
    def _narrow_margins(table: Any) -> None:
        margins = OxmlElement("w:tblCellMar")
        for side, wide in (("top", 12), ("left", 50), ("bottom", 12), ("right", 50)):
            mark = OxmlElement(f"w:{side}")
            mark.set(qn("w:w"), str(wide))
            mark.set(qn("w:type"), "dxa")
            margins.append(mark)
        table._tbl.tblPr.append(margins)

    @staticmethod
    def _shade(cell: Any, colour: str) -> None:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
            shade.set(qn(f"w:{name}"), value)
        cell._element.get_or_add_tcPr().append(shade)

    @staticmethod
    def _never_split(row: Any, head: bool) -> None:
        properties = row._tr.get_or_add_trPr()
        for name in ("cantSplit", *(("tblHeader",) if head else ())):
            properties.append(OxmlElement(f"w:{name}"))


def _clean(text: str) -> str:
    """Text without the control characters that no XML file may hold, nor those that turn the order of what follows."""
    return _NOT_XML.sub("\ufffd", visible(text))
