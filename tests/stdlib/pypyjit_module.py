"""pypyjit: parameters and counters."""
# pypyrs only
import pypyjit
pypyjit.set_param("threshold=10,function_threshold=10")
before = pypyjit.get_stats_snapshot()
def loop(n):
    t = 0
    for i in range(n): t += i
    return t
print(loop(5000))  # expect: 12497500
after = pypyjit.get_stats_snapshot()
print(type(before) is type(after))  # expect: True
print(after.aborts_too_long >= 0)  # expect: True
pypyjit.set_param("default,compile_share=0")
for i in range(400):
    space = {}
    exec("def f(n):\n t = 0\n for i in range(n):\n  t += i * %d if i %% 3 else n\n return t" % i, space)
    for _ in range(3): space["f"](600)
print(pypyjit.get_stats_snapshot().postponed > 0)  # expect: True
pypyjit.set_param("default")
try:
    pypyjit.set_param("nonsense=1")
except ValueError:
    print("refused")  # expect: refused
pypyjit.set_param("off")
print(loop(10))  # expect: 45
