"""Plan codes: encoding of a plan as a short code of letters and digits, and decoding.

A code names the scenario and only what was changed from it: a slider's notch where the value is on one, the full
number where it is not. Letters that are mistaken for digits are left out (Crockford's base 32). Fifteen check bits,
which also cover the scenario's own numbers, catch a slip of the tongue and a code from a version with other
scenarios.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator, Mapping

from simulation.model.parameters import parameters
from simulation.model.plans import plan_code_book
from simulation.model.plans.checks import check_rule_names, checked
from simulation.model.plans.scenario import Scenario, scenarios
from simulation.model.rules import STANDARD
from simulation.vocabulary.errors import CodeError, ParameterError, one_line
from simulation.vocabulary.i18n import _
from simulation.vocabulary.parameters import ASSUMPTION

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_MISREAD_LETTERS = str.maketrans("oil", "011")
_CHECK = 2**15
_VERSION = 1
_MAX_CODE_LENGTH = 4000  # characters; far beyond a plan with every number changed


def _stable_order(listed: tuple[str, ...], known: Iterable[str]) -> tuple[str, ...]:
    """The code book's order, and after it, in alphabetical order, what the book does not list yet."""
    return (*listed, *sorted(set(known) - set(listed)))


SCENARIOS = plan_code_book.SCENARIOS
SHARED_PARAMETERS = _stable_order(
    plan_code_book.SHARED_PARAMETERS, (d.name for d in parameters().values() if d.role is not ASSUMPTION)
)
ASSUMPTION_ORDER = _stable_order(
    plan_code_book.ASSUMPTIONS, (d.name for d in parameters().values() if d.role is ASSUMPTION)
)
RULES = _stable_order(plan_code_book.RULES, (rule.name() for rule in STANDARD))

Digits = list[tuple[int, int]]  # value and base, first to last


def encode(values: Mapping[str, float], without: tuple[str, ...], scenario: Scenario | None) -> str:
    """The code of a plan's numbers, the ideas it leaves out and its scenario: groups of three, such as `k7f-2mq`.

    It holds what differs from the scenario, where that is one of the project's, or else from the defaults.

    Args:
        values: every number by name.
        without: names of the rules left out.
        scenario: the scenario of the plan, or None.

    Returns:
        The code, of digits and small letters without i, l, o and u.
    """
    base = scenario if scenario and scenarios().get(scenario.name) == scenario else None
    from_base, left_out = _of(base)
    changed = [name for name in values if values[name] != from_base[name]]
    digits: Digits = [(_VERSION, 4), (SCENARIOS.index(base.name) + 1 if base else 0, 64), *_count(len(changed))]
    for name in changed:
        digits += _number(name, values[name])
    digits.append((int(without != left_out), 2))
    if without != left_out:
        digits.append((sum(2 ** RULES.index(name) for name in without), 2**32))
    number = 0
    for value, size in reversed(digits):
        number = number * size + value
    number = number * _CHECK + _check(number, base)
    letters = ""
    while number or len(letters) < 6:
        number, letter = divmod(number, 32)
        letters = _ALPHABET[letter] + letters
    return "-".join(_groups(letters))


def decode(code: str) -> tuple[Mapping[str, float], tuple[str, ...], Scenario | None]:
    """A plan's numbers, the ideas it leaves out and its scenario, of its code.

    Capital letters, dashes and blanks do not matter; the letters o, i and l are read as the digits 0 and 1.

    Args:
        code: the code.

    Returns:
        Every number by name, the names of the rules left out, the scenario (None for a plan that follows none).

    Raises:
        CodeError: the code was mistyped, cut, or made by another version.
    """
    letters = "".join(code.lower().translate(_MISREAD_LETTERS).replace("-", "").split())
    if not letters or len(letters) > _MAX_CODE_LENGTH or any(letter not in _ALPHABET for letter in letters):
        said = _("plan code {code} may hold only the letters and digits {allowed} and dashes")
        raise CodeError(said.format(code=one_line(code), allowed=_ALPHABET))
    number = 0
    for letter in letters:
        number = number * 32 + _ALPHABET.index(letter)
    rest, check = divmod(number, _CHECK)
    said = _("plan code {code} is mistyped, cut short, or from another version")
    damaged = CodeError(said.format(code=one_line(code)))
    try:
        digits = _Reader(rest)
        if digits.take(4) != _VERSION:
            raise damaged
        number = digits.take(64)
        base = scenarios()[SCENARIOS[number - 1]] if number else None
        values, without = _of(base)
        changes = dict(_read_number(digits) for _ in range(_read_count(digits)))
        if digits.take(2):
            flags = digits.take(2**32)
            left_out = (name for number, name in enumerate(RULES) if flags >> number & 1)
            without = check_rule_names(left_out, (rule.name() for rule in STANDARD))
        if digits.rest or check != _check(rest, base):
            raise damaged
        return checked({**values, **changes}), without, base
    except (IndexError, KeyError, ParameterError):
        raise damaged from None


class _Reader:
    """Takes digits off a number, first to last."""

    def __init__(self, number: int) -> None:
        self.rest = number

    def take(self, size: int) -> int:
        self.rest, value = divmod(self.rest, size)
        return value


def _of(base: Scenario | None) -> tuple[Mapping[str, float], tuple[str, ...]]:
    """What a code counts changes from: a shipped scenario's numbers and the ideas it leaves out, or the defaults."""
    return checked(base.numbers if base else {}), base.without if base else ()


def _count(number: int) -> Digits:
    return [(number, 64)] if number < 63 else [(63, 64), (number - 63, 256)]


def _read_count(digits: _Reader) -> int:
    number = digits.take(64)
    return number if number < 63 else 63 + digits.take(256)


def _number(name: str, value: float) -> Digits:
    own = name not in SHARED_PARAMETERS
    place = (ASSUMPTION_ORDER.index(name), 256) if own else (SHARED_PARAMETERS.index(name), 64)
    declaration = parameters()[name]
    notch = declaration.on_grid(value)
    if notch is None:
        bits = int.from_bytes(struct.pack(">d", value), "big")
        return [(int(own), 2), place, (1, 2), (bits, 2**64)]
    return [(int(own), 2), place, (0, 2), (notch, declaration.notches)]


def _read_number(digits: _Reader) -> tuple[str, float]:
    name = ASSUMPTION_ORDER[digits.take(256)] if digits.take(2) else SHARED_PARAMETERS[digits.take(64)]
    declaration = parameters()[name]
    if digits.take(2):
        return name, struct.unpack(">d", digits.take(2**64).to_bytes(8, "big"))[0]
    return name, declaration.at(digits.take(declaration.notches))


def _check(number: int, base: Scenario | None) -> int:
    text = f"{number}/{base.without if base else ()}/{dict(base.numbers) if base else {}}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big") % _CHECK


def _groups(letters: str) -> Iterator[str]:
    first = len(letters) % 3
    if first:
        yield letters[:first]
    for start in range(first, len(letters), 3):
        yield letters[start : start + 3]
