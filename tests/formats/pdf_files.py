"""PDF files made for the tests: a few objects, written by hand."""

from __future__ import annotations


def pdf(*pages: str, broken: bool = False, box: str = "0 0 595 842", turn: int = 0,
        also: str = "") -> bytes:  # fmt: skip
    """A PDF with these texts, one a page; an empty text is a page without any.

    `box` is each page's media box in points, `turn` how far it is turned, `also` what is drawn
    besides.
    """
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
    ]
    font = 3 + 2 * len(pages)
    for number, text in enumerate(pages):
        lines = text.split("\n") if text else []
        drawn = (
            "".join(
                f"BT /F1 12 Tf 72 {720 - 16 * at} Td ({line.translate(ESCAPES)}) Tj ET\n"
                for at, line in enumerate(lines)
            )
            + also
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Rotate {turn} "
            f"/Contents {4 + 2 * number} 0 R "
            f"/Resources << /Font << /F1 {font} 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}endstream")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    return _file(objects) if not broken else b"%PDF-1.4\n" + b"\x00garbage" * 40


def locked() -> bytes:
    """A PDF that opens with a password only (the standard handler's first revision)."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        f"<< /Filter /Standard /V 1 /R 2 /P -44 /O <{OWNER}> /U <{USER}> >>",
    ]
    return _file(objects, f"/Encrypt 4 0 R /ID [<{ID}> <{ID}>]")


def _file(objects: list[str], also: str = "") -> bytes:
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    start, size = len(out), len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n"
    out += "".join(f"{place:010} 00000 n \n" for place in places)
    out += f"trailer\n<< /Size {size} /Root 1 0 R {also} >>\nstartxref\n{start}\n%%EOF\n"
    return out.encode("latin-1")


ID = b"0123456789abcdef".hex()
OWNER = "e5a8d2687bd9d0cff946b7ac55f51081dcf0d116554c4bfcb0a5e446f69ea48a"
USER = "bb86b875b55a9d56a4eb97ec0eb28dea1aa12cdf2d11c49e3327483a81c2ed1d"
ESCAPES = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})
