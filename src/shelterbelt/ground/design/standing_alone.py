"""The look of pages that are saved to a device and fetch nothing."""

import base64
from functools import cache
from importlib.resources import files


@cache
def whole_look() -> str:
    """Our sheet of styles as one text, with its one picture inside."""
    static = files("shelterbelt.ground.design") / "static" / "design"
    picture = base64.b64encode((static / "treeline.svg").read_bytes()).decode()
    sheet = (static / "shelterbelt.css").read_text(encoding="utf-8")
    return sheet.replace('url("treeline.svg")', f'url("data:image/svg+xml;base64,{picture}")')
