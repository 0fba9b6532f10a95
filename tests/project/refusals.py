"""Which refusals there are, read from the code without running it.

A code is found where it is written: in ``Refusal("code", ...)`` and ``not_found("noun", ...)``, in calls of functions that hand one of their
parameters on to these, among the ledger's ``Status``, and in docstrings that say what a function refuses.
"""

import ast
import re

from tests.project.tree import sources, syntax, where
from twincore.ledger.model import Status

_REFUSES = re.compile(r"[Rr]efuses?\b((?:[^.]|\.(?=\S))*)")
_CODE = re.compile(r"``([a-z]+(?:_[a-z]+)+)``")


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _strings(node: ast.expr | None) -> list[str]:
    """The strings that an expression may be: a literal, or the literals of a conditional."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _strings(node.body) + _strings(node.orelse)
    return []


def _argument(call: ast.Call, index: int, name: str) -> ast.expr | None:
    if index < len(call.args):
        return call.args[index]
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _makers() -> dict[str, tuple[int, str, str]]:
    """Function -> (index and name of the parameter that becomes a code, what is put behind it)."""
    makers = {"Refusal": (0, "code", ""), "not_found": (0, "noun", "_not_found")}
    functions = [(path, node) for path in sources() for node in ast.walk(syntax(path)) if isinstance(node, ast.FunctionDef)]
    grown = True
    while grown:
        grown = False
        for _, function in functions:
            names = [argument.arg for argument in function.args.args]
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call) and _called(node) in makers):
                index, name, ending = makers[_called(call)]
                given = _argument(call, index, name)
                if isinstance(given, ast.Name) and given.id in names and function.name not in makers:
                    offset = 1 if names[0] in ("self", "cls") else 0
                    makers[function.name] = (names.index(given.id) - offset, given.id, ending)
                    grown = True
    return makers


def refusal_codes() -> dict[str, str]:
    """Every code that the package refuses with -> a place where it says so."""
    functions = {node.name for path in sources() for node in ast.walk(syntax(path)) if isinstance(node, ast.FunctionDef)}
    codes = {status.name.lower(): "src/twincore/ledger/model.py" for status in Status if not status.ok}
    makers = _makers()
    for path in sources():
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Call) and _called(node) in makers:
                index, name, ending = makers[_called(node)]
                codes |= {code + ending: where(path, node.lineno) for code in _strings(_argument(node, index, name))}
            elif isinstance(node, ast.FunctionDef) and (words := ast.get_docstring(node)):
                said = " ".join(_REFUSES.findall(words))
                codes |= {code: where(path, node.lineno) for code in _CODE.findall(said) if code not in functions}
    return codes
