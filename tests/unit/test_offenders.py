"""A check over many things names every one that fails it, and passes nothing over."""

from __future__ import annotations

import pytest

from tests.offenders import check_all, offenders


def refuses_nothing(number: int) -> None:
    with pytest.raises(ZeroDivisionError):
        _ = 1 / number


def test_all_that_fail_are_named_with_what_is_wrong():
    def small(number: int) -> None:
        assert number < 3, f"{number} is large"

    assert offenders([1, 4, 2, 5], small) == ["4: 4 is large\nassert 4 < 3", "5: 5 is large\nassert 5 < 3"]
    with pytest.raises(AssertionError, match="4 is large[^~]*5 is large"):
        check_all([1, 4, 2, 5], small)
    check_all([1, 2], small)


def test_whatever_would_fail_a_test_counts():
    assert offenders(["x"], {}.__getitem__) == ["x: KeyError('x')"]
    (missed,) = offenders([2], refuses_nothing)
    assert missed.startswith("2: DID NOT RAISE") and not offenders([0], refuses_nothing)
    with pytest.raises(AssertionError, match="nothing to check"):
        offenders([], refuses_nothing)
