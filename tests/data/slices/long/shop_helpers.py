# long: modules beside the notebook travel, with what they import; enums, registries and monkeypatches
# needs: numpy
# requires: numpy
# local: _shop/__init__.py _shop/prices.py _units.py
# %%
import enum  # kept
import os  # kept
import sys
from typing import NamedTuple, TYPE_CHECKING  # kept

import _shop  # kept
from _shop import price_of  # kept
from _units import cents  # kept
from aiges.sdk import WrapperBase  # kept

if TYPE_CHECKING:  # kept
    from decimal import Decimal
# %%
os.environ["SHOP_MODE"] = "demo"  # kept
sys.version
# %%
class Size(enum.Enum):  # kept
    SMALL = 1
    LARGE = 2


class Item(NamedTuple):  # kept
    name: str
    size: Size = Size.SMALL
    note: "Decimal | None" = None
# %%
RULES = {}  # kept


def rule(name):  # kept
    def register(function):
        RULES[name] = function
        return function

    return register
# %%
@rule("double")  # kept
def double(item):
    return 2 * price_of(item.name)


@rule("plain")  # kept
def plain(item):
    return price_of(item.name, tax=0.2)
# %%
for name in list(RULES):
    print(name, RULES[name](Item("tea")))
# %%
_shop.prices.TABLE["cake"] = 7  # kept
_shop.DISCOUNT = 1  # kept
# %%
basket = [Item("tea"), Item("bread", Size.LARGE)]  # kept
basket += [Item("cake")]  # kept
del basket[0]  # kept
[item.name for item in basket]
# %%
def total(rule_name):  # kept
    return sum(RULES[rule_name](item) for item in basket) - _shop.DISCOUNT


total("double")
# %%
class Base(WrapperBase):  # kept
    mode = os.environ["SHOP_MODE"]
# %%
class Wrapper(Base):  # kept
    def answer(self):
        return self.mode, total("double"), total("plain"), str(cents(150)), basket[0].size.name
# %%
def brief(self):  # kept
    return len(basket)


Wrapper.brief = brief  # kept
