"""Draw the forty-page report that a notebook reads; run once, the results are shipped.

    python notebooks/data/make_report.py FONT.ttc

FONT is any font with Chinese glyphs, such as Noto Sans CJK. `report.tif` holds one black-and-white page a frame,
`report.csv` what is written on each.
"""

from __future__ import annotations

import csv
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).parent
PAGES = 40
SIZE = (480, 300)
GARDENS = ("东坡茶园 East Slope", "西坡茶园 West Slope", "云顶茶园 Cloud Peak", "溪边茶园 Brookside")
WEATHER = ("晴 clear", "多云 cloudy", "小雨 light rain", "雾 fog")


def make_rows() -> list[dict[str, object]]:
    """What the report says, a page each; the same every time."""
    rng = np.random.default_rng(26)
    first = date(2026, 3, 20)
    return [
        {
            "page": page,
            "date": (first + timedelta(days=page - 1)).isoformat(),
            "garden": GARDENS[(page - 1) % 4],
            "weather": WEATHER[int(rng.integers(4))],
            "harvest_kg": int(rng.integers(120, 980)),
        }
        for page in range(1, PAGES + 1)
    ]


def draw_page(row: dict[str, object], font: str) -> Image.Image:
    """One page as a scanner gives it: black on white, a little askew."""
    page = Image.new("L", SIZE, 255)
    pen = ImageDraw.Draw(page)
    lines = [
        (30, str(row["garden"])),
        (26, f"日期 Date {row['date']}"),
        (26, f"天气 {row['weather']}"),
        (32, f"采摘 Harvest {row['harvest_kg']} kg"),
    ]
    y = 26
    for points, text in lines:
        pen.text((32, y), text, font=ImageFont.truetype(font, points), fill=0)
        y += int(points * 1.75)
    pen.text((SIZE[0] - 120, SIZE[1] - 34), f"{row['page']} / {PAGES}", font=ImageFont.truetype(font, 18), fill=0)
    angle = ((int(str(row["page"])) * 7) % 9 - 4) / 10
    turned = page.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
    return turned.point(lambda value: 255 if value > 140 else 0).convert("1")


def main(font: str) -> None:
    rows = make_rows()
    pages = [draw_page(row, font) for row in rows]
    pages[0].save(HERE / "report.tif", save_all=True, append_images=pages[1:], compression="group4", dpi=(100, 100))
    with (HERE / "report.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(sys.argv[1])
