# trap: a file that the notebook wrote into a folder of its own
# %%
from aiges.sdk import WrapperBase  # kept
from pathlib import Path  # kept
import tempfile  # kept
d = Path(tempfile.mkdtemp())  # kept
p = d / "words.txt"  # kept
p.write_text("a b")  # kept
# %%
WORDS = p.read_text().split()  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return WORDS
