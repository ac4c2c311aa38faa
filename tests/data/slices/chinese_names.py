# trap: Chinese identifiers, and one that normalises to another spelling
# %%
from aiges.sdk import WrapperBase  # kept
词表 = {"你好": "hello"}  # kept
长度 = 3
def 翻译(文本):  # kept
    return 词表.get(文本, 默认)
默认 = "?"  # kept
ｆｕｌｌ = 4  # kept
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return 翻译("你好"), 翻译("再见"), full
