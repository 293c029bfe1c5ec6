"""Modules beside the program, packages, relative imports, cycles, import errors."""
import sys
sys.path.insert(0, __file__.rpartition("/")[0] + "/beside")
import module_beside
import module_beside as alias
from module_beside import value, double as twice
import package_beside
import package_beside.part
from package_beside import part, sibling
from package_beside.part import *
print(module_beside.value, alias is module_beside, value, twice(4), module_beside.__name__, module_beside.calls)
# expect: 5 True 5 8 module_beside ['loaded once']
print(package_beside.name, package_beside.part.origin, part is package_beside.part, sibling.from_part, exported, "hidden" in globals())
# expect: package part of package_beside True 1 1 False
import sys
print("module_beside" in sys.modules, sys.modules["module_beside"] is module_beside, __name__, package_beside.__package__, part.__package__)
# expect: True True __main__ package_beside package_beside
for wrong in ("import missing_module", "from module_beside import missing_name", "import package_beside.missing", "from package_beside import absent", "from . import nothing", "import module_failing"):
    try:
        exec(wrong)
    except Exception as error:
        print(type(error).__name__, error)
# expect: ModuleNotFoundError No module named 'missing_module'
# expect: ImportError cannot import name 'missing_name' from 'module_beside' (<tests>/language/beside/module_beside.py)
# expect: ModuleNotFoundError No module named 'package_beside.missing'
# expect: ImportError cannot import name 'absent' from 'package_beside' (<tests>/language/beside/package_beside/__init__.py)
# expect: ImportError attempted relative import with no known parent package
# expect: ValueError while importing
print("module_failing" in sys.modules)  # expect: False
module_beside.value = 50
from module_beside import value as changed
print(changed, value, module_beside.read())  # expect: 50 5 50
import cycle_a
print(cycle_a.result())  # expect: 42
def local_import():
    from package_beside.sibling import from_part as f
    return f
print(local_import(), module_beside.__doc__, module_beside.__file__.endswith("module_beside.py"))
# expect: 1 A module beside the program. True
from importlib import import_module
print(import_module("package_beside.part").origin, __import__("package_beside.part").__name__)
# expect: part of package_beside package_beside
module_beside.lazy if hasattr(module_beside, "lazy") else print("no lazy")  # expect: no lazy
print(module_beside.anything, [n for n in ("math", "sys") if n in sys.modules or __import__(n)])
# expect: made on demand ['math', 'sys']
import importlib
import json.decoder
for module in (importlib, json, json.decoder):
    spec = module.__spec__
    print(spec.name, spec.parent, spec.has_location, spec._initializing, spec._uninitialized_submodules)
# expect: importlib importlib True False []
# expect: json json True False []
# expect: json.decoder json True False []
print(importlib.import_module("json.scanner").__name__, importlib.import_module(".tool", "json").__name__)
# expect: json.scanner json.tool
