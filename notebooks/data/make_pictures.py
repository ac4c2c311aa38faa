"""Draw the pictures that the notebooks read; run once, the results are shipped.

    python notebooks/data/make_pictures.py FONT.ttc

FONT is any font with Chinese glyphs, such as Noto Sans CJK.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

HERE = Path(__file__).parent
NOTICE = [
    (46, "图书馆开放时间", "#7a1f1f"),
    (30, "Library opening hours", "#333333"),
    (0, "", ""),
    (32, "周一至周五  08:30 - 21:00", "#222222"),
    (32, "周六、周日  10:00 - 18:00", "#222222"),
    (26, "Closed on public holidays", "#444444"),
    (0, "", ""),
    (26, "咨询电话 0551-6533 1234", "#222222"),
]
RECEIPT = [
    (40, "清风茶馆", "#202020"),
    (24, "Qingfeng Tea House", "#404040"),
    (0, "", ""),
    (28, "龙井茶  1 壶      68.00", "#202020"),
    (28, "桂花糕  2 份      36.00", "#202020"),
    (28, "Green tea latte    32.00", "#202020"),
    (0, "", ""),
    (32, "合计 Total      136.00", "#202020"),
    (22, "2026-05-18  谢谢惠顾", "#505050"),
]


def draw_page(
    lines: list[tuple[int, str, str]], *, font: str, size: tuple[int, int], angle: float, seed: int
) -> Image.Image:
    """A sheet of paper on a table, a little askew, with the grain of a cheap camera."""
    rng = np.random.default_rng(seed)
    paper = Image.new("RGB", size, "#fbf7ec")
    draw = ImageDraw.Draw(paper)
    draw.rectangle((10, 10, size[0] - 11, size[1] - 11), outline="#b9a98a", width=2)
    y = 34
    for points, text, colour in lines:
        if not text:
            draw.line((40, y + 6, size[0] - 40, y + 6), fill="#cdbf9f", width=2)
            y += 22
            continue
        face = ImageFont.truetype(font, points)
        left = (size[0] - draw.textlength(text, font=face)) / 2
        draw.text((left, y), text, font=face, fill=colour)
        y += int(points * 1.5)
    table = Image.new("RGB", (size[0] + 120, size[1] + 100), "#8c7a63")
    table.paste(paper, (60, 50))
    photo = table.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor="#8c7a63")
    photo = photo.filter(ImageFilter.GaussianBlur(0.5))
    shade = np.linspace(1.0, 0.9, photo.width)[None, :, None]
    grain = rng.normal(0, 0.8, (photo.height, photo.width, 1))
    pixels = np.clip(np.asarray(photo, dtype=float) * shade + grain, 0, 255)
    return Image.fromarray(pixels.astype("uint8")).quantize(64).convert("P")


def main(font: str) -> None:
    for name, lines, size, angle, seed in (
        ("notice.png", NOTICE, (560, 420), 1.2, 7),
        ("receipt.png", RECEIPT, (460, 470), -1.5, 11),
    ):
        draw_page(lines, font=font, size=size, angle=angle, seed=seed).save(HERE / name, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1])
