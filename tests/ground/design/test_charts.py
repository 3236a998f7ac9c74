"""Charts: the same every time, closed, with words and a table."""

import re
from xml.etree import ElementTree as ET

import altair as alt
import pytest

from shelterbelt.ground.design.charts import SERIES, ForeignChart, draw
from shelterbelt.ground.design.figures import Figure, Table

TABLE = Table(("Place", "Hour"), (("Quito", "5"), ("Accra", "10")))


def sample(title: str = "Hours & places") -> Figure:
    values = [{"place": "Quito", "hour": 5, "kind": "a"}, {"place": "Accra", "hour": 10, "kind": "b"}]
    chart = alt.Chart(alt.InlineData(values=values)).mark_bar(clip=True)
    return draw(
        chart.encode(x="hour:Q", y="place:N", color="kind:N"), title=title, description="Two.", table=TABLE
    )


def test_drawing_is_the_same_every_time() -> None:
    assert sample() == sample()


def test_drawing_has_words_and_a_role() -> None:
    root = ET.fromstring(sample().inline)  # noqa: S314 - our own drawing
    spoken = {child.get("id"): child.text for child in root if child.tag.endswith(("title", "desc"))}
    assert root.get("role") == "img"
    assert list(spoken) == (root.get("aria-labelledby") or "").split()
    assert list(spoken.values()) == ["Hours & places", "Two."]


def test_drawing_carries_no_style_script_or_address() -> None:
    figure = sample()
    assert (
        re.findall(r"<style|style=|<script|\son\w+=|https?://(?!www\.w3\.org)", figure.inline + figure.svg)
        == []
    )


def test_drawing_in_a_page_follows_light_and_dark() -> None:
    figure = sample()
    assert "var(--chart-1)" in figure.inline
    assert re.findall(r"#[0-9a-f]{3,6}\b", figure.inline) == []
    assert SERIES[0] in figure.svg
    assert "var(" not in figure.svg


def test_two_drawings_share_no_identifier() -> None:
    first, second = (set(re.findall(r'\bid="([^"]+)"', sample(title).inline)) for title in ("One", "Two"))
    assert first
    assert first & second == set()


@pytest.mark.parametrize("data", [{"url": "https://example.org/a.csv"}, {"url": "file:///etc/passwd"}])
def test_foreign_data_is_refused(data: dict[str, str]) -> None:
    spec = {"data": data, "mark": "bar", "encoding": {"x": {"field": "a", "type": "nominal"}}}
    with pytest.raises(ForeignChart, match="put the data inside"):
        draw(spec, title="", description="", table=TABLE)


def test_table_refuses_ragged_rows() -> None:
    with pytest.raises(ValueError, match="row 2 has 1 cells"):
        Table(("a", "b"), (("1", "2"), ("3",)))
