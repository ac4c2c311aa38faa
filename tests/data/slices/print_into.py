# trap: text printed into a buffer
# %%
from aiges.sdk import WrapperBase  # kept
import io  # kept
buf = io.StringIO()  # kept
print("hello", file=buf)  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return buf.getvalue()
