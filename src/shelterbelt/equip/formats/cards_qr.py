"""Addresses as codes to scan."""

import base64
import io

import qrcode
from qrcode.image.svg import SvgPathImage


def code_of(address: str) -> str:
    """A code that leads to the address, as a data address of one SVG path, for `qr_drawing`."""
    drawn = io.BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, box_size=8, border=2).save(drawn)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()
