# trap: saving and encoding an object does not change it
# %%
import io
from aiges.sdk import WrapperBase  # kept
class Picture:  # kept
    def __init__(self):
        self.dots = [1]
picture = Picture()  # kept
# %%
def encode(picture):
    buffer = io.BytesIO()
    picture.save(buffer)
    return buffer
try:
    encode(picture)
except AttributeError:
    failed = True
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return picture.dots
