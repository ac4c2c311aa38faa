# trap: a picture changed through what draws on it and its pixels
# needs: PIL
# requires: pillow
# %%
from aiges.sdk import WrapperBase  # kept
from PIL import Image, ImageDraw  # kept
img = Image.new("RGB", (4, 4))  # kept
draw = ImageDraw.Draw(img)  # kept
draw.point((1, 1), fill=(255, 0, 0))  # kept
img.paste((0, 255, 0), (2, 2, 3, 3))  # kept
px = img.load()  # kept
px[0, 0] = (1, 2, 3)  # kept
img.putpixel((3, 3), (9, 9, 9))  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return [img.getpixel(p) for p in ((1, 1), (2, 2), (0, 0), (3, 3))]
