"""Compiled recursion meets the recursion limit, again and again."""
# stress: no
def endless(n): return endless(n + 1) + 1
def caught():
    try: return endless(0)
    except RecursionError: return "limit"
print([caught() for _ in range(30)].count("limit"))  # expect: 30
def sum_to(n): return 0 if n == 0 else n + sum_to(n - 1)
print([sum_to(900) for _ in range(20)][-1])  # expect: 405450
def mixed(n):
    if n > 600:
        try: return endless(0)
        except RecursionError: return 0
    return mixed(n + 1) + 1
print([mixed(0) for _ in range(10)])  # expect: [601, 601, 601, 601, 601, 601, 601, 601, 601, 601]
class Node:
    def __init__(self, child): self.child = child
    def depth(self): return 1 + (self.child.depth() if self.child else 0)
chain = None
for _ in range(800): chain = Node(chain)
print([chain.depth() for _ in range(5)])  # expect: [800, 800, 800, 800, 800]
for _ in range(2000): chain = Node(chain)
try:
    chain.depth()
except RecursionError:
    print("too deep")
# expect: too deep
# unstable (default): whether compiled frames that a trace inlines count towards the limit depends on where recording began
