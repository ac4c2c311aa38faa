# trap: functions of the standard library that change their argument
# %%
import bisect  # kept
import heapq  # kept
import random  # kept
from aiges.sdk import WrapperBase  # kept
heap = [5, 1]  # kept
heapq.heapify(heap)  # kept
least = heapq.heappop(heap)  # kept
cards = [1, 2, 3]  # kept
random.Random(3).shuffle(cards)  # kept
ranks = [1, 9]  # kept
bisect.insort(ranks, 4)  # kept
bisect.bisect(ranks, 4)
# %%
class Wrapper(WrapperBase):  # kept
    def answer(self):
        return heap, cards, ranks
