# trap: a writer that works on a buffer
# %%
from aiges.sdk import WrapperBase  # kept
import io, csv  # kept
buf = io.StringIO()  # kept
w = csv.writer(buf)  # kept
w.writerow([1, 2])  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return buf.getvalue()
