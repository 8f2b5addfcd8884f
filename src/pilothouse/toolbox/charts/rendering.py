"""A chart as a picture, for downloads. Rendered in this process; nothing is fetched."""

from typing import Any, Literal, cast

from pilothouse.agents.errors import ToolFailed

_VEGA_LITE = "6.4"
_WIDTH = 720
_SCALE = 2  # pixels per unit, for sharp pictures on today's screens
_NOTHING_ALLOWED: list[str] = []  # holds for the network; files are refused by `_refuse_addresses`


def render_chart(spec: dict[str, Any], picture_format: Literal["png", "svg"] = "png") -> bytes:
    """Render a Vega-Lite specification. Takes some 100 ms of CPU, so call it in a thread.

    Raises:
        ToolFailed: the specification is broken, or asks for data from elsewhere.
    """
    import vl_convert  # starts a JavaScript engine, which only downloads of charts need

    _refuse_addresses(spec)
    fixed = {**spec, "width": _WIDTH} if spec.get("width") == "container" else spec
    try:
        if picture_format == "svg":
            svg = vl_convert.vegalite_to_svg(fixed, vl_version=_VEGA_LITE, allowed_base_urls=_NOTHING_ALLOWED)
            return svg.encode()
        return vl_convert.vegalite_to_png(
            fixed, vl_version=_VEGA_LITE, scale=_SCALE, allowed_base_urls=_NOTHING_ALLOWED
        )
    except ValueError as error:
        raise ToolFailed(f"The chart cannot be drawn: {str(error)[:300]}.") from error


def _refuse_addresses(part: Any) -> None:
    """Refuse a specification that loads data or pictures: the renderer would read files of this machine."""
    if isinstance(part, list):
        for each in cast("list[Any]", part):
            _refuse_addresses(each)
    elif isinstance(part, dict):
        fields = cast("dict[str, Any]", part)
        if "url" in fields:
            raise ToolFailed("The chart cannot be drawn: it loads something from an address, which is not allowed.")
        for name, each in fields.items():
            if name != "values":  # rows may have a column of that name
                _refuse_addresses(each)
