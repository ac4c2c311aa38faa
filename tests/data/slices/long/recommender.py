# long: classes that grow across cells, aliases, redefinitions, Chinese names and lambdas in tables
# needs: numpy
# requires: numpy
# %%
import heapq  # kept
import operator  # kept
import numpy as np  # kept
from collections import defaultdict  # kept
from aiges.sdk import WrapperBase  # kept
# %%
评分 = {("甲", "tea"): 5, ("甲", "cake"): 3, ("乙", "tea"): 4, ("乙", "bread"): 2}  # kept
users = sorted({user for user, _ in 评分})  # kept
goods = sorted({good for _, good in 评分})  # kept
# %%
def table_of(ratings):  # kept
    table = np.zeros((len(users), len(goods)))
    for (user, good), value in ratings.items():
        table[users.index(user), goods.index(good)] = value
    return table
# %%
table = table_of(评分)  # kept
same = table  # kept
same /= 5  # kept
other = table_of(评分)
other[:] = 1
# %%
class Model:  # kept
    def __init__(self, table):
        self.table = table
        self.liked = defaultdict(float)
# %%
def fit(self, rounds=1):  # kept
    for _ in range(rounds):
        for index, good in enumerate(goods):
            self.liked[good] += float(self.table[:, index].sum())
    return self


Model.fit = fit  # kept
# %%
model = Model(table)  # kept
model.fit().liked  # kept
trial = Model(np.ones((2, 3)))
trial.fit(5)
# %%
ORDERS = {  # kept
    "best": lambda pairs, count: heapq.nlargest(count, pairs, key=operator.itemgetter(1)),
    "worst": lambda pairs, count: heapq.nsmallest(count, pairs, key=operator.itemgetter(1)),
}
count = 3
# %%
def top(order, count=1):
    return "draft"
# %%
def top(order, count=1):  # kept
    return ORDERS[order](list(model.liked.items()), count)


top("best", count)
# %%
first, *rest = goods  # kept
first, second = rest[0], first  # kept
model.liked[first] += 0.5  # kept
# %%
history = []
for order in ORDERS:
    history.append(top(order))
# %%
class Wrapper(WrapperBase):  # kept
    best = top("best")

    def answer(self):
        return self.best, top("worst", 2), first, second, [list(row) for row in table.tolist()]
