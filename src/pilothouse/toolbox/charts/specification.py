"""A Vega-Lite specification from tidy rows. Colours and fonts are the reader's theme, so none are set here.

Source: Vega-Lite 6, https://vega.github.io/vega-lite/docs/
"""

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import polars as pl

from pilothouse.toolbox.tables.columns import kind_of
from pilothouse.toolbox.tables.results import presentable

ChartKind: TypeAlias = Literal["bar", "line", "scatter", "histogram"]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
CHART_MEDIA_TYPE = "application/vnd.vegalite.v6+json"
_HORIZONTAL_FROM = 8  # more bars than these, or longer labels, read better lying down
_LONG_LABEL = 10
_POINT_MARKS_UP_TO = 40
_HEIGHT = 320
_BAR_STEP = 22


@dataclass(frozen=True, slots=True)
class ChartData:
    """What a chart shows.

    Attributes:
        frame: tidy rows, holding the named columns.
        x: groups, time or a measure.
        y: the measure; None for a histogram, which counts.
        color: column that splits bars or lines.
        time_grain: of a line over periods written as text, such as "month".
    """

    frame: pl.DataFrame
    x: str
    y: str | None = None
    color: str | None = None
    time_grain: str | None = None


def specification(kind: ChartKind, title: str, data: ChartData) -> dict[str, Any]:
    """Write the specification of a chart with its rows inside."""
    mark, encoding = _MARKS[kind](data)
    if data.color is not None:
        encoding["color"] = {"field": _escaped(data.color), "type": "nominal", "title": readable(data.color)}
    encoding["tooltip"] = [_tooltip(data, name) for name in _shown(data)] if kind != "histogram" else None
    spec: dict[str, Any] = {
        "$schema": SCHEMA,
        "title": {"text": title, "anchor": "start"},
        "data": {"values": [dict(zip(data.frame.columns, _cells(row), strict=True)) for row in data.frame.rows()]},
        "mark": mark,
        "encoding": {name: value for name, value in encoding.items() if value is not None},
        "width": "container",
        "height": _height(kind, data),
        "autosize": {"type": "fit", "contains": "padding"},
    }
    return spec


def readable(name: str) -> str:
    """Write a column's name for an axis: "mean Miles_per_Gallon" becomes "Mean miles per gallon" in words."""
    words = " ".join(name.replace("_", " ").split())
    return words[:1].upper() + words[1:]


def _bar(data: ChartData) -> tuple[dict[str, Any], dict[str, Any]]:
    groups = data.frame[data.x]
    order = [presentable(each) for each in groups.unique(maintain_order=True)]
    category = {"field": _escaped(data.x), "type": "nominal", "sort": order, "title": readable(data.x)}
    measure = _quantity(data.y or "count", zero=True)
    if _is_lying(data):
        return {"type": "bar", "cornerRadiusEnd": 2}, {"y": {**category, "axis": {"labelLimit": 220}}, "x": measure}
    return {"type": "bar", "cornerRadiusEnd": 2}, {"x": {**category, "axis": {"labelAngle": 0}}, "y": measure}


def _line(data: ChartData) -> tuple[dict[str, Any], dict[str, Any]]:
    has_points = data.frame[data.x].n_unique() <= _POINT_MARKS_UP_TO
    x = {**_axis_type(data), "field": _escaped(data.x), "title": _time_title(data)}
    return {"type": "line", "point": has_points, "strokeWidth": 2}, {"x": x, "y": _quantity(data.y or "", zero=False)}


def _scatter(data: ChartData) -> tuple[dict[str, Any], dict[str, Any]]:
    x, y = _quantity(data.x, zero=False), _quantity(data.y or "", zero=False)
    return {"type": "point", "filled": True, "opacity": 0.6, "size": 40}, {"x": x, "y": y}


def _histogram(data: ChartData) -> tuple[dict[str, Any], dict[str, Any]]:
    x = {"field": _escaped(data.x), "type": "quantitative", "bin": {"maxbins": 30}, "title": readable(data.x)}
    return {"type": "bar", "tooltip": True}, {"x": x, "y": {"aggregate": "count", "title": "Rows"}}


_MARKS = {"bar": _bar, "line": _line, "scatter": _scatter, "histogram": _histogram}


def _quantity(name: str, *, zero: bool) -> dict[str, Any]:
    is_share = name.startswith("share")
    axis: dict[str, Any] = {"format": ".0%"} if is_share else {"formatType": "number", "format": "~s"}
    return {
        "field": _escaped(name),
        "type": "quantitative",
        "title": readable(name),
        "scale": {"zero": zero},
        "axis": axis,
    }


def _axis_type(data: ChartData) -> dict[str, Any]:
    """Say how time stands in the rows: as dates a browser can parse, as plain years, or as names in order."""
    dtype = data.frame.schema[data.x]
    if dtype.is_numeric():
        return {"type": "quantitative", "axis": {"format": "d", "tickMinStep": 1}, "scale": {"zero": False}}
    if data.time_grain in {"year", "month", "week", "day", "hour"}:
        return {"type": "temporal"}
    return {"type": "ordinal", "axis": {"labelOverlap": True}}


def _time_title(data: ChartData) -> str:
    return readable(data.time_grain if data.x == "period" and data.time_grain else data.x)


def _is_lying(data: ChartData) -> bool:
    labels = data.frame[data.x].cast(pl.String).unique()
    longest = max((len(label or "") for label in labels), default=0)
    return len(labels) >= _HORIZONTAL_FROM or longest > _LONG_LABEL


def _height(kind: ChartKind, data: ChartData) -> int | dict[str, int]:
    return {"step": _BAR_STEP} if kind == "bar" and _is_lying(data) else _HEIGHT


def _shown(data: ChartData) -> list[str]:
    names = (data.x, data.color, data.y)
    return [name for name in dict.fromkeys(names) if name is not None]


def _tooltip(data: ChartData, name: str) -> dict[str, Any]:
    kind = kind_of(data.frame.schema[name])
    is_measure = kind in {"integer", "number"} and name != data.x
    shown: dict[str, Any] = {"field": _escaped(name), "title": readable(name)}
    if is_measure:
        return {**shown, "type": "quantitative", "format": ".1%" if name.startswith("share") else ",.4~f"}
    return {**shown, "type": "quantitative" if kind in {"integer", "number"} else "nominal"}


def _escaped(name: str) -> str:
    """Escape a field name: in Vega, dots and brackets in one mean paths into objects."""
    for special in "\\.[]'\"":
        name = name.replace(special, f"\\{special}")
    return name


def _cells(row: tuple[Any, ...]) -> list[Any]:
    return [presentable(cell) for cell in row]
