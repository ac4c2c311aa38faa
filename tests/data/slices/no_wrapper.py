# trap: no class at all
# usage: no-class
# %%
class Plain:
    pass
