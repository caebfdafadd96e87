"""QR codes of a poster: a text message that is begun, and the bot with the word of the poster."""

from __future__ import annotations

import io


def sms_link(number: str, text: str) -> str:
    """`SMSTO:` opens a message to the number with the text begun (github.com/zxing, "Barcode Contents")."""
    return f"SMSTO:{number}:{text}"


def telegram_link(bot: str, source: str) -> str:
    """A chat with the bot that begins with the poster's word (core.telegram.org/api/links)."""
    return f"https://t.me/{bot}" + (f"?start={source}" if source else "")


def svg(content: str) -> bytes:
    """The code as SVG with its quiet zone of four modules, black on white.

    Level M survives a fold of the paper. UTF-8, since readers take bytes that could be Latin 1 or Shift JIS for either.
    """
    import segno

    output = io.BytesIO()
    segno.make_qr(content, error="m", encoding="utf-8").save(
        output, kind="svg", border=4, light="#fff", xmldecl=False, svgns=True, omitsize=True
    )
    return output.getvalue()
