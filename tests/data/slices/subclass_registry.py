# trap: subclasses enter their base's table when they are defined
# %%
from aiges.sdk import WrapperBase  # kept
class Codec:  # kept
    known = {}
    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        Codec.known[cls.__name__.lower()] = cls
# %%
class Upper(Codec):  # kept
    def run(self, text):
        return text.upper()
class Twice(Codec):  # kept
    def run(self, text):
        return text * 2
class Loner:
    pass
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return {name: codec().run("ab") for name, codec in sorted(Codec.known.items())}
