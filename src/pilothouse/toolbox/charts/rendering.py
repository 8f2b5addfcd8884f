"""A chart as a picture, for downloads. Rendered in this process; nothing is fetched."""

from typing import Any, Literal

from pilothouse.agents.errors import ToolFailed

_VEGA_LITE = "6.4"
_WIDTH = 720
_SCALE = 2  # pixels per unit, for sharp pictures on today's screens
_NOTHING_ALLOWED: list[str] = []  # a specification may name data at an address; rendering must not go there


def render_chart(spec: dict[str, Any], picture_format: Literal["png", "svg"] = "png") -> bytes:
    """Render a Vega-Lite specification. Takes some 100 ms of CPU, so call it in a thread.

    Raises:
        ToolFailed: the specification is broken, or asks for data from elsewhere.
    """
    import vl_convert  # starts a JavaScript engine, which only downloads of charts need

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
