# trap: `import a.b` binds a; a second import of another submodule adds to it
# %%
from aiges.sdk import WrapperBase  # kept
import xml.etree.ElementTree  # kept
import os.path
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return xml.etree.ElementTree.fromstring("<a/>").tag
