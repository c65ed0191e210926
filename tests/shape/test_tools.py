"""The tools that build and gate, on small inputs."""

from __future__ import annotations

import json
import re

import pytest

from tools import build_assets, coverage_gate


def report(**files: tuple[int, int]) -> dict[str, object]:
    return {
        "files": {
            name.replace("__", "/") + ".py": {
                "summary": {"covered_lines": ran, "num_statements": there},
                "missing_lines": list(range(1, there - ran + 1)),
            }
            for name, (ran, there) in files.items()
        }
    }


def test_the_science_must_be_whole_and_the_rest_nearly():
    found = coverage_gate.folders(
        report(
            src__uptake__methods__lineage=(99, 100),
            src__uptake__findings__actions=(96, 100),
            src__uptake__plan__actions=(94, 100),
            src__uptake__cli=(95, 100),
            tests__other=(0, 100),
        )
    )
    assert {f.name: f.holds for f in found} == {
        "methods": False,
        "findings": True,
        "plan": False,
        "(top)": True,
    }


def test_the_gate_names_lines_that_no_test_ran(tmp_path, capsys):
    path = tmp_path / "coverage.json"
    path.write_text(json.dumps(report(src__uptake__methods__lineage=(8, 10))), "utf-8")
    assert coverage_gate.main([str(path)]) == 1
    said = capsys.readouterr().out
    assert "BELOW methods" in said
    assert "src/uptake/methods/lineage.py 80 %: 1, 2" in said


def test_the_gate_passes_full_coverage_and_refuses_none(tmp_path, capsys):
    path = tmp_path / "coverage.json"
    assert coverage_gate.main([str(path)]) == 1
    assert "make test" in capsys.readouterr().out
    path.write_text(json.dumps(report(src__uptake__methods__lineage=(10, 10))), "utf-8")
    assert coverage_gate.main([str(path)]) == 0


def test_branches_count():
    file = report(src__uptake__methods__lineage=(10, 10))
    file["files"]["src/uptake/methods/lineage.py"]["summary"] |= {
        "covered_branches": 1,
        "num_branches": 2,
    }
    assert not coverage_gate.folders(file)[0].holds


def test_the_sprite_holds_every_icon(root):
    icons = sorted((root / "src/uptake/website/assets/icons").glob("*.svg"))
    assert icons
    sprite = build_assets.sprite(icons)
    assert re.findall(r'<symbol id="([^"]+)"', sprite) == [path.stem for path in icons]


def test_an_icon_of_another_shape_is_refused(root):
    odd = root / "src/uptake/website/assets/README.md"
    with pytest.raises(build_assets.BuildFailed, match="redraw it"):
        build_assets.sprite([odd])


def test_the_lock_holds_hashes_and_no_address(root):
    lock = json.loads((root / "tools/assets/package-lock.json").read_text("utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if not entry.get("integrity")] == []


def test_every_pin_has_a_hash(root):
    for path in sorted((root / "requirements").glob("*.txt")):
        text = re.sub(r"\\\n\s*", " ", path.read_text("utf-8"))
        pins = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
        assert pins, path.name
        assert [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == [], path


def test_the_built_site_asks_nothing_of_outsiders():
    built = build_assets.TARGET
    if not build_assets.is_current():
        pytest.skip("The site's assets are not built. Run `make assets` to run this test.")
    for path in [*built.glob("*.css"), *built.glob("js/**/*.js")]:
        found = re.findall(r"(?:url\(|@import|src=)[\"' ]*(?:https?:)?//[^)\"']+", path.read_text())
        assert found == [], path.name


def test_every_picture_the_css_names_is_built():
    built = build_assets.TARGET
    if not build_assets.is_current():
        pytest.skip("The site's assets are not built. Run `make assets` to run this test.")
    for css in built.glob("*.css"):
        names = re.findall(r"url\([\"']?(?!data:)([^)\"'#]+)", css.read_text())
        assert [name for name in names if not (built / name).is_file()] == []
