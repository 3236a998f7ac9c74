"""The definitions that come with the product, as a start for one's own."""

from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[4] / "programmes"
_FILES = {
    "executive": "executive.toml",
    "masters": "masters.toml",
    "workshops": "samples/workshops.toml",
}


def shipped_definitions() -> dict[str, str]:
    """The texts by short name; empty where the product was installed without its folder of programmes."""
    places = {name: _FOLDER / file for name, file in _FILES.items()}
    return {name: place.read_text("utf-8") for name, place in places.items() if place.is_file()}
