"""The English catalogue says all that the pages say, and nothing else; layers and fields carry theirs."""

from __future__ import annotations

import re

import pytest

from geo_app.accounts.permissions import Role
from geo_app.services.edit_form import FORM_ACTS
from layers.catalog import LAYERS
from tests.house.messages import catalogue, said
from tests.house.source import files, place

HAN = re.compile("[\u4e00-\u9fff]")
GAPS = re.compile(r"\{(\w+)\}")
KEPT_CHINESE = {"未核实"}
"""Words that stand in English sentences because they stand in the data."""


def test_everything_said_has_its_english() -> None:
    known = catalogue()
    assert [f"{where}: {text}" for text, where in said().items() if not known.get(text)] == [], (
        "python -m tests.house.messages prints what en.po lacks"
    )


def test_the_catalogue_says_nothing_that_nobody_says() -> None:
    assert sorted(catalogue().keys() - said().keys()) == []


def test_english_is_english_and_keeps_the_gaps() -> None:
    for chinese, english in catalogue().items():
        left = english
        for word in KEPT_CHINESE:
            left = left.replace(word, "")
        assert not HAN.search(left), english
        assert sorted(GAPS.findall(chinese)) == sorted(GAPS.findall(english)), chinese


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.key)
def test_layers_fields_and_choices_have_english(layer) -> None:
    assert layer.english
    assert not HAN.search(layer.english)
    for field in layer.fields:
        assert field.english, field.key
        assert not HAN.search(field.english)
        assert all(choice.english and not HAN.search(choice.english) for choice in field.choices), field.key


def test_roles_and_acts_have_english() -> None:
    assert all(word and not HAN.search(word) for word in [*(r.english for r in Role), *(a.english for a in FORM_ACTS)])


def test_templates_wrap_what_people_read() -> None:
    """Chinese in a template stands inside `_("…")`, in a comment, or in the one page that needs no words of ours."""
    wrapped = re.compile(
        r"_\(\s*(\"[^\"]*\"|'[^']*')\s*\)|\{#.*?#\}|\{%.*?%\}|data-column=\"[^\"]*\"|(?:get|beside_list)\('[^']*'\)",
        re.DOTALL,
    )
    alone = re.compile("[\u4e00-\u9fff]+")
    found = [
        (place(file, 1), words)
        for file in files("geo_app/templates", suffixes=(".html",))
        if file.name != "trouble.html"
        for words in alone.findall(wrapped.sub("", file.read_text(encoding="utf-8")))
        if words != "中文"
    ]
    assert found == []
