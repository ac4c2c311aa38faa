# trap: line magics, help and shell lines around what is needed
# %%
%matplotlib inline
%load_ext autoreload
%autoreload 2
from aiges.sdk import WrapperBase  # kept
!ls -l
size = 3  # kept
size?
?size
%time other = size * 2
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return size
