# trap: an environment variable set by a magic, and a changed folder
# told: cell[3]:2 magic-environment
# told: cell[3]:3 magic-cd
# %%
from aiges.sdk import WrapperBase  # kept
# %%
%env TOKEN_LIMIT=3
%cd ..
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return 1
