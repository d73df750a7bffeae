"""Prints, as JSON, the layout that wasmtime's Python bindings state: structs, enums, and functions' types.

usage: describe-bindings.py BINDINGS.py

The bindings import the library; here a stand-in takes its place, since only the types matter.
"""

import ctypes
import enum
import importlib.util
import json
import sys
import types


class Function:
    restype = None
    argtypes = []


class Library:
    def __init__(self):
        self.functions = {}

    def __getattr__(self, name):
        return self.functions.setdefault(name, Function())


def opaque(name):
    return type(name, (ctypes.Structure,), {})


def load(path, library):
    package = types.ModuleType("stand_in")
    package.__path__ = []
    ffi = types.ModuleType("stand_in._ffi")
    ffi.dll, ffi.wasm_val_t, ffi.wasm_ref_t = library, opaque("wasm_val_t"), opaque("wasm_ref_t")
    sys.modules.update({"stand_in": package, "stand_in._ffi": ffi})
    specification = importlib.util.spec_from_file_location("stand_in.bindings", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def plain(name):
    return name[:-2] if name.endswith("_t") else name


NUMBERS = {
    ctypes.c_bool: "bool", ctypes.c_char: "char", ctypes.c_uint8: "uint8", ctypes.c_uint32: "uint32",
    ctypes.c_int64: "int64", ctypes.c_uint64: "uint64", ctypes.c_int: "int",
}


def spell(kind):
    if kind is None:
        return "void"
    if kind is ctypes.c_void_p:
        return "void*"
    if kind in NUMBERS:
        return NUMBERS[kind]
    if isinstance(kind, type) and issubclass(kind, ctypes._CFuncPtr):
        return "callback"
    if isinstance(kind, type) and issubclass(kind, ctypes._Pointer):
        return spell(kind._type_) + "*"
    return plain(kind.__name__)


def layout(kind):
    offsets = {name: getattr(kind, name).offset for name, _ in kind._fields_}
    return {"size": ctypes.sizeof(kind), "alignment": ctypes.alignment(kind), "offsets": offsets}


def constants(kind):
    # The generator writes `auto()` for a constant without an explicit value. That counts from 1 where C counts from
    # 0, and goes on from the last explicit value as C does.
    values = {}
    for index, member in enumerate(kind):
        counted_from_one = all(m.value == i + 1 for i, m in enumerate(list(kind)[: index + 1]))
        values[member.name] = member.value - 1 if counted_from_one else member.value
    return values


library = Library()
bindings = load(sys.argv[1], library)
classes = [c for c in vars(bindings).values() if isinstance(c, type)]
json.dump(
    {
        "structs": {
            plain(c.__name__): layout(c)
            for c in classes
            if issubclass(c, (ctypes.Structure, ctypes.Union)) and hasattr(c, "_fields_")
        },
        "enums": {c.__name__: constants(c) for c in classes if issubclass(c, enum.Enum) and c is not enum.Enum},
        "functions": {
            name: {"result": spell(f.restype), "parameters": [spell(a) for a in f.argtypes]}
            for name, f in library.functions.items()
        },
    },
    sys.stdout,
)
