# long: images drawn on and shrunk; previews and a demo stay behind
# needs: PIL
# requires: pillow
# assets: data/labels.txt data/stamp.png
# %%
from __future__ import annotations  # kept

import base64  # kept
import io  # kept
from dataclasses import dataclass, field  # kept
from functools import lru_cache  # kept

from IPython.display import display
from PIL import Image, ImageDraw, ImageFilter, ImageOps  # kept

from aiges.sdk import WrapperBase  # kept

# %%
stamp = Image.open("data/stamp.png").convert("RGB")  # kept
stamp.load()  # kept
stamp.size
# %%
display(stamp)
stamp.histogram()[:5]


# %%
@dataclass  # kept
class Look:
    size: tuple[int, int] = (6, 4)
    ink: str = "white"
    steps: list[str] = field(default_factory=list)


look = Look()  # kept
look.steps.append("grey")  # kept
# %%
trial = Look(size=(3, 3))
trial.steps.append("blur")
# %%
draw = ImageDraw.Draw(stamp)  # kept
draw.rectangle((0, 0, 3, 3), fill=look.ink)  # kept
# %%
FILTERS = {  # kept
    "grey": ImageOps.grayscale,
    "blur": lambda image: image.filter(ImageFilter.GaussianBlur(1)),
}
FILTERS["flip"] = ImageOps.flip  # kept
look.steps += ["flip"]  # kept
# %%
with open("data/labels.txt", encoding="utf-8") as lines:  # kept
    labels = [line.strip() for line in lines]


# %%
@lru_cache(maxsize=None)  # kept
def thumbnail(size):
    image = stamp.resize(size)
    for step in look.steps:
        image = FILTERS[step](image)
    return image


# %%
shown = thumbnail((12, 8))
display(shown)
thumbnail.cache_info()


# %%
def encode(image, form="PNG"):  # kept
    buffer = io.BytesIO()
    image.save(buffer, form)
    return base64.b64encode(buffer.getvalue()).decode()


len(encode(stamp))


# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        small = thumbnail(look.size)
        return small.mode, list(small.tobytes()), labels[-1], len(encode(small)) > 10
