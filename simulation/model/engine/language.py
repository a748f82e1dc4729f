"""The language of rules: what a rule's method may say, and the same method as a plain function of numbers.

Small on purpose, so that one method can be run as it stands, be compiled, or be printed in another language: numbers,
comparisons, `if`, `min`, `max`, `abs`, some functions of `math`, the rule's parameters, helper functions of the same
kind, and a dictionary of changes to return.
"""

from __future__ import annotations

import ast
import inspect
import linecache
import math
import textwrap
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

from simulation.model.engine.rule import Part, Rule, vars_of
from simulation.vocabulary.errors import RuleError, nearest

MATH = ("exp", "expm1", "log", "log1p", "log2", "sqrt", "floor", "ceil")
BUILT_IN = ("min", "max", "abs")
WATCHING = ("print", "breakpoint")  # for whoever looks for a mistake, with compiled=False
_LONGEST_RANGE = 64
_HINTS = {
    "np": "use plain numbers and `math`: a rule is written for one",
    "numpy": "use plain numbers and `math`: a rule is written for one",
    "random": "declare a draw: draws = {'draw': weekly('my_rule/draw')}, and name it as an argument",
    "range": "only in `for i in range(N)`",
}
_INSTEAD = {
    ast.While: "use `if`, or `for i in range(N)` with N written out",
    ast.Try: "ask with `if` before, such as `if hours > 0.0:`",
    ast.Import: "only `math` is there, and it needs no import",
    ast.ImportFrom: "only `math` is there, and it needs no import",
    ast.Raise: "return a number",
    ast.Assert: "write a test beside the rule",
}
_STATEMENTS = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.If, ast.Return, ast.Pass, ast.For, ast.Expr)
_EXPRESSIONS = (
    ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Call, ast.Attribute, ast.Name, ast.Constant,
    ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context,
)  # fmt: skip
_NO_OPERATORS = (ast.MatMult, ast.BitAnd, ast.BitOr, ast.BitXor, ast.LShift, ast.RShift, ast.In, ast.NotIn, ast.Is)


@dataclass
class Function:
    """A method or helper as the loop calls it: `source` defines `name(q, ...)`, and calls the functions `needs`.

    A part answers with the number of its kind of answer, then a value for each key, 0 for what the kind leaves out.
    """

    name: str
    source: str
    keys: tuple[str, ...] = ()  # of the dictionary that it returns, in the order in which it gives their values
    kinds: list[tuple[str, ...]] = field(default_factory=list)  # the sets of keys that its branches return
    computed: set[str] = field(default_factory=set)  # keys whose value is not written out as a number in every branch
    needs: dict[str, Function] = field(default_factory=dict)
    watched_at: str = ""  # where it prints or stops for a debugger, which it can in plain Python only


def place(rule: type[Rule], line: int | None = None, file: str | None = None) -> str:
    """Where something is wrong, for an error: the rule, and the line of its file where it is known."""
    where = f"rule {rule.name()}"
    if line is None:
        return where
    return f"{where}, line {line}" + (f" of {file.rpartition('/')[2]}" if file else "")


def tree_of(function: Callable[..., Any], rule: type[Rule]) -> tuple[ast.FunctionDef, int, str]:
    """The syntax tree of a function, the line before its first, and its file. Raises RuleError without a source."""
    try:
        linecache.checkcache()
        lines, first = inspect.getsourcelines(function)
        file = inspect.getsourcefile(function) or "?"
    except (OSError, TypeError):
        raise RuleError(
            f"{place(rule)}: the source of {function.__name__} cannot be read; write the rule in a file or a cell"
        ) from None
    parsed = ast.parse(textwrap.dedent("".join(lines))).body[0]
    if not isinstance(parsed, ast.FunctionDef):
        raise RuleError(f"{place(rule)}: {function.__name__} is no plain function (def)")
    return parsed, first - 1, file


def returned_keys(part: Part) -> tuple[str, ...]:
    """The names of what a part may change, in the order in which its branches first name them. Raises RuleError."""
    parsed, first, file = tree_of(part.function, part.rule)
    keys: dict[str, None] = {}
    for node in ast.walk(parsed):
        if isinstance(node, ast.FunctionDef) and node is not parsed:
            where = place(part.rule, first + node.lineno, file)
            raise RuleError(
                f"{where}: a function inside {part.method} is outside the language of rules; write it beside the class"
            )
        if isinstance(node, ast.Return):
            where = place(part.rule, first + node.lineno, file)
            if not isinstance(node.value, ast.Dict):
                raise RuleError(
                    f'{where}: {part.method} must return a dictionary of changes, such as {{"practice": 0.1}} or {{}}'
                )
            for key in node.value.keys:
                if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
                    raise RuleError(f"{where}: the keys of what {part.method} returns must be written out in quotes")
                keys[key.value] = None
    if not keys:
        raise RuleError(
            f"{place(part.rule, first + 1, file)}: no way through {part.method} returns a change; "
            'name what it changes, such as return {"practice": 0.1}'
        )
    return tuple(keys)


class Translator:
    """Translates the functions of one rule. `columns` says where each parameter stands in the row `q` of a future."""

    def __init__(self, rule: type[Rule], columns: Mapping[str, int]) -> None:
        self.rule, self.columns = rule, columns
        self.done: dict[str, Function] = {}

    def part(self, part: Part) -> Function:
        """A part of the rule as a function that returns its changes as a tuple. Raises RuleError."""
        return self._translated(part.function, f"{self.rule.name()}_{part.method}", returned_keys(part))

    def derived(self, name: str) -> Function:
        """A derived parameter as a function of q."""
        return self._translated(vars_of(self.rule)[name].func, f"{self.rule.name()}_{name}", None)

    def _translated(
        self, function: Callable[..., Any], name: str, keys: tuple[str, ...] | None, method: bool = True
    ) -> Function:
        if name in self.done:
            return self.done[name]
        parsed, first, file = tree_of(function, self.rule)
        made = self.done[name] = Function(name, "", keys or ())
        visitor = _Visitor(self, function, first, file, keys, made, method)
        arguments = [argument.arg for argument in parsed.args.args]
        if parsed.args.vararg or parsed.args.kwarg or parsed.args.kwonlyargs or parsed.args.defaults:
            raise RuleError(f"{visitor.at(parsed)}: arguments of {parsed.name} must be plain names")
        written = [statement for statement in parsed.body if not _is_docstring(statement)]
        body = [visitor.visit(deepcopy(statement)) for statement in written]
        visitor.check_order(written, set(arguments))
        if not body or not _always_returns(body):
            what = "return {}" if keys is not None else "return a number"
            raise RuleError(f"{visitor.at(parsed.body[-1])}: {parsed.name} can end without an answer; write `{what}`")
        if method:
            arguments = ["q", *arguments[1:]]
        text = "\n".join(ast.unparse(ast.fix_missing_locations(statement)) for statement in body)
        made.source = f"def {name}({', '.join(arguments)}):\n{textwrap.indent(text, '    ')}\n"
        return made


class _Visitor(ast.NodeTransformer):
    """Rewrites the body of one function: parameters become entries of q, returned dictionaries tuples."""

    def __init__(
        self, translator: Translator, function: Callable[..., Any], first: int, file: str,
        keys: tuple[str, ...] | None, made: Function, method: bool,
    ) -> None:  # fmt: skip
        self._translator, self._first, self._file, self._keys, self._made = translator, first, file, keys, made
        self._rule, self._method = translator.rule, method
        self._known = inspect.getclosurevars(function)
        self._locals = set(function.__code__.co_varnames)

    def at(self, node: ast.AST) -> str:
        """Where a node stands."""
        return place(self._rule, self._first + getattr(node, "lineno", 1), self._file)

    def _refuse(self, node: ast.AST, what: str, instead: str = "") -> RuleError:
        return RuleError(
            f"{self.at(node)}: {what} is outside the language of rules" + (f"; {instead}" if instead else "")
        )

    def generic_visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.stmt) and not isinstance(node, _STATEMENTS):
            raise self._refuse(node, f"`{ast.unparse(node).splitlines()[0][:50]}`", _INSTEAD.get(type(node), ""))
        if isinstance(node, ast.expr) and not isinstance(node, _EXPRESSIONS):
            raise self._refuse(node, f"`{ast.unparse(node)[:50]}`", "a rule is written for one, with plain numbers")
        if isinstance(node, _NO_OPERATORS):
            raise self._refuse(node, f"the operator {type(node).__name__}")
        return super().generic_visit(node)

    def check_order(self, body: list[ast.stmt], known: set[str]) -> set[str] | None:
        """The names that are known after some statements, whichever way was taken; None where all ways return."""
        for statement in body:
            self._check_read(statement.test if isinstance(statement, ast.If) else statement, known)
            if isinstance(statement, ast.Return):
                return None
            if isinstance(statement, ast.If):
                ways = [self.check_order(way, set(known)) for way in (statement.body, statement.orelse)]
                open_ways = [way for way in ways if way is not None]
                if not open_ways:
                    return None
                known = set.intersection(*open_ways)
            elif isinstance(statement, ast.For) and isinstance(statement.target, ast.Name):
                known = self.check_order(statement.body, known | {statement.target.id}) or known
            known |= {
                node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and _is_set_here(statement, node)
            }
        return known

    def _check_read(self, node: ast.AST, known: set[str]) -> None:
        if isinstance(node, ast.For):
            return  # its body is looked at statement by statement
        for name in ast.walk(node):
            read = isinstance(name, ast.Name) and (isinstance(name.ctx, ast.Load) or isinstance(node, ast.AugAssign))
            if read and name.id in self._locals - known:  # type: ignore[attr-defined]
                said = name.id  # type: ignore[attr-defined]
                raise RuleError(
                    f"{self.at(name)}: {said} is not set on every way that leads here; set it before the `if`"
                )

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        called = node.value.func if isinstance(node.value, ast.Call) else None
        if isinstance(called, ast.Name) and called.id in WATCHING:
            self._made.watched_at = f"{self.at(node)}: {called.id}(...)"
            return ast.copy_location(ast.Pass(), node)
        raise self._refuse(node, f"`{ast.unparse(node)[:50]}`", "only assignments, if and return stand by themselves")

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        for target in node.targets:
            if not isinstance(target, ast.Name):
                said = ast.unparse(target)
                instead = (
                    "a rule has no memory: return changes instead" if said.startswith("self") else "assign to one name"
                )
                raise self._refuse(node, f"assigning to `{said[:40]}`", instead)
        node.value = self.visit(node.value)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        if not isinstance(node.target, ast.Name):
            said = ast.unparse(node.target)
            instead = (
                "a rule has no memory: return changes instead" if said.startswith("self") else "assign to one name"
            )
            raise self._refuse(node, f"assigning to `{said[:40]}`", instead)
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if not isinstance(node.target, ast.Name) or node.value is None:
            raise self._refuse(node, f"`{ast.unparse(node)[:50]}`")
        return ast.Assign([node.target], self.visit(node.value))

    def visit_For(self, node: ast.For) -> ast.AST:
        loop = node.iter
        fixed = (
            isinstance(loop, ast.Call) and isinstance(loop.func, ast.Name) and loop.func.id == "range"
            and len(loop.args) == 1 and isinstance(loop.args[0], ast.Constant) and not node.orelse
            and isinstance(loop.args[0].value, int) and loop.args[0].value <= _LONGEST_RANGE
        )  # fmt: skip
        if not fixed:
            raise self._refuse(node, "a loop", f"only `for i in range(N)` with N written out, at most {_LONGEST_RANGE}")
        node.body = [self.visit(statement) for statement in node.body]
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if not isinstance(node.value, bool | int | float):
            raise self._refuse(node, f"{node.value!r}", "give a number")
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        if self._keys is None:
            if node.value is None:
                raise self._refuse(node, "returning nothing", "return a number")
            return ast.Return(_float(self.visit(node.value)))
        assert isinstance(node.value, ast.Dict)
        given = {key.value: self.visit(value) for key, value in zip(node.value.keys, node.value.values, strict=True)}  # type: ignore[union-attr]
        kind = tuple(key for key in self._keys if key in given)
        if kind not in self._made.kinds:
            self._made.kinds.append(kind)
        self._made.computed |= {key for key, value in given.items() if not isinstance(value, ast.Constant)}
        values = [_float(given[key]) if key in given else ast.Constant(0.0) for key in self._keys]
        return ast.Return(ast.Tuple([ast.Constant(self._made.kinds.index(kind)), *values], ast.Load()))

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if not isinstance(node.value, ast.Name):
            raise self._refuse(node, f"`{ast.unparse(node)[:50]}`", _hint(ast.unparse(node)))
        owner, name = node.value.id, node.attr
        if owner == "self" and self._method:
            if name not in self._translator.columns:
                near = nearest(name, self._translator.columns) or "; declare it with param(...)"
                raise RuleError(f"{self.at(node)}: the rule has no parameter {name!r}{near}")
            index = ast.Constant(self._translator.columns[name])
            return ast.Subscript(ast.Name("q", ast.Load()), index, ast.Load())
        if owner == "math" and isinstance(getattr(math, name, None), float):
            return ast.Constant(getattr(math, name))
        raise self._refuse(node, f"`{owner}.{name}`", _hint(owner))

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
            raise self._refuse(node, f"`{ast.unparse(node)[:50]}`", "give arguments by place")
        arguments = [self.visit(argument) for argument in node.args]
        called = node.func
        if isinstance(called, ast.Name):
            if called.id in BUILT_IN and called.id not in self._known.globals:
                self._check_count(node, called.id, 2 if called.id in ("min", "max") else 1, called.id != "abs")
                return ast.Call(called, arguments, [])
            found = self._known.globals.get(called.id, self._known.nonlocals.get(called.id))
            if isinstance(found, FunctionType):
                return self._helper(
                    node, found, f"{found.__module__.rpartition('.')[2]}_{found.__name__}", arguments, False
                )
            raise self._refuse(node, f"calling `{called.id}`", _hint(called.id))
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            owner, name = called.value.id, called.attr
            if owner == "math" and name in MATH:
                self._check_count(node, f"math.{name}", 1)
                return ast.Call(called, arguments, [])
            method = vars_of(self._rule).get(name)
            if owner == "self" and self._method and isinstance(method, FunctionType):
                return self._helper(node, method, f"{self._rule.name()}_{name}", arguments, True)
        said = ast.unparse(called)
        raise self._refuse(node, f"calling `{said[:50]}`", _hint(said))

    def _check_count(self, node: ast.Call, name: str, wanted: int, or_more: bool = False) -> None:
        given = len(node.args)
        if given < wanted or (given > wanted and not or_more):
            more = " or more" if or_more else ""
            raise self._refuse(node, f"{name} of {given} number{'s' if given != 1 else ''}", f"give it {wanted}{more}")

    def _helper(self, node: ast.Call, function: FunctionType, name: str, arguments: list[Any], method: bool) -> ast.AST:
        unfinished = self._translator.done.get(name)
        if unfinished is not None and not unfinished.source:
            where = place(self._rule, self._first + 1, self._file)
            raise RuleError(f"{where}: {function.__name__} calls itself; use `for i in range(N)`")
        wanted = function.__code__.co_argcount - method
        if len(arguments) != wanted:
            raise RuleError(
                f"{self.at(node)}: {function.__name__} takes {wanted} numbers and is given {len(arguments)}"
            )
        self._made.needs[name] = self._translator._translated(function, name, None, method)
        given = [ast.Name("q", ast.Load()), *arguments] if method else arguments
        return ast.Call(ast.Name(name, ast.Load()), given, [])

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self._locals or isinstance(node.ctx, ast.Store):
            return node
        found = self._known.globals.get(node.id, self._known.nonlocals.get(node.id))
        if isinstance(found, bool | int | float):
            return ast.Constant(float(found) if isinstance(found, float) else found)
        if node.id in self._known.unbound:
            near = nearest(node.id, [*self._locals, *(f"self.{name}" for name in self._translator.columns)])
            name_it = "; name it as an argument, or declare it with param(...)"
            raise RuleError(f"{self.at(node)}: there is nothing called {node.id!r} here{near or name_it}")
        raise self._refuse(node, f"`{node.id}`", _hint(node.id))


def _hint(said: str) -> str:
    first = said.partition(".")[0]
    if "random" in said:
        return _HINTS["random"]
    allowed = f"allowed: {', '.join(BUILT_IN)}, {', '.join(f'math.{name}' for name in MATH)}"
    return _HINTS.get(first, allowed)


def _is_set_here(statement: ast.stmt, name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store) and isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign)


def _float(node: ast.AST) -> ast.expr:
    if isinstance(node, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Name | ast.IfExp):  # may be true or false
        return ast.BinOp(ast.Constant(1.0), ast.Mult(), node)
    return ast.Call(ast.Name("float", ast.Load()), [node], [])  # type: ignore[list-item]


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _always_returns(body: list[Any]) -> bool:
    last = body[-1]
    if isinstance(last, ast.If):
        return bool(last.orelse) and _always_returns(last.body) and _always_returns(last.orelse)
    return isinstance(last, ast.Return)
