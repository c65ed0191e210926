"""PDF files made for the tests: a few objects, written by hand."""

from __future__ import annotations


def pdf(*pages: str, broken: bool = False) -> bytes:
    """A PDF with these texts, one a page; an empty text is a page without any."""
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
    ]
    font = 3 + 2 * len(pages)
    for number, text in enumerate(pages):
        lines = text.split("\n") if text else []
        drawn = "".join(
            f"BT /F1 12 Tf 72 {720 - 16 * at} Td ({line.translate(ESCAPES)}) Tj ET\n"
            for at, line in enumerate(lines)
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {4 + 2 * number} 0 R "
            f"/Resources << /Font << /F1 {font} 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}endstream")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    out += "".join(f"{place:010} 00000 n \n" for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return out.encode("latin-1") if not broken else b"%PDF-1.4\n" + b"\x00garbage" * 40


ESCAPES = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})
