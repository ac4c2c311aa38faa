# trap: decorated functions enter a table that the class reads; nothing else names them
# %%
from aiges.sdk import WrapperBase  # kept
HANDLERS = {}  # kept
def handler(name):  # kept
    def add(f):
        HANDLERS[name] = f
        return f
    return add
# %%
@handler("up")  # kept
def up(text):
    return text.upper()
@handler("down")  # kept
def down(text):
    return text.lower()
def unrelated(text):
    return text
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return [HANDLERS[name]("aB") for name in sorted(HANDLERS)]
