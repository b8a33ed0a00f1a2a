"""What Windows shows of a program under its properties, as PyInstaller would read it."""

import ast

import pytest


@pytest.fixture
def resource(installer):
    return installer("version_resource")


def _calls(text, name):
    found = [n for n in ast.walk(ast.parse(text, mode="eval")) if isinstance(n, ast.Call) and n.func.id == name]
    assert found
    return found


def test_the_version_is_four_numbers(resource, installer):
    first, second, third = (int(part) for part in installer("parts").version().split("."))
    (fixed,) = _calls(resource.text("cdss"), "FixedFileInfo")
    told = {k.arg: ast.literal_eval(k.value) for k in fixed.keywords}
    assert told["filevers"] == told["prodvers"] == (first, second, third, 0)
    assert told["fileType"] == 1 and told["OS"] == 0x40004


def test_each_program_is_named_in_both_languages(resource):
    for program in ("cdss", "cdss-ui"):
        tables = _calls(resource.text(program), "StringTable")
        assert [ast.literal_eval(t.args[0]) for t in tables] == ["040904b0", "041204b0"]
        for language, made in zip(("Emergency", "응급"), tables, strict=True):
            strings = dict(tuple(ast.literal_eval(a) for a in call.args) for call in made.args[1].elts)
            assert strings["OriginalFilename"] == f"{program}.exe" and strings["Comments"].startswith(language)
            assert strings["ProductName"] == "TriageLens" and strings["CompanyName"] == "TriageLens contributors"
    (known,) = _calls(resource.text("cdss"), "VarStruct")
    assert ast.literal_eval(known.args[1]) == [0x409, 1200, 0x412, 1200]
