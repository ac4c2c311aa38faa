# trap: one object changes what its class shares with all; another only itself
# %%
from aiges.sdk import WrapperBase  # kept
class Log:  # kept
    lines = []
    def __init__(self):
        self.own = []
    def write(self, line):
        self.lines.append(line)
    def keep(self, line):
        self.own.append(line)
# %%
first = Log()  # kept
first.write("a")  # kept
second = Log()
second.keep("b")
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return Log().lines
