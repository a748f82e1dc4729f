"""The fingerprint tells every change of the model; that of whole sets leaves out what such runs do not depend on."""

from dataclasses import replace

import pytest

from simulation.model import fingerprint as model
from simulation.model.parameters import parameters


@pytest.fixture
def changed(monkeypatch):
    """Changes the default of a number, in the eyes of the fingerprint."""

    def change(name):
        number = parameters()[name]
        numbers = {**parameters(), name: replace(number, default=(number.low + 3 * number.high) / 4)}
        monkeypatch.setattr(model, "parameters", lambda: numbers)
        model.fingerprint.cache_clear()

    yield change
    monkeypatch.undo()
    model.fingerprint.cache_clear()


@pytest.mark.parametrize(("name", "all_told", "of_whole_sets"), [("habit_days", True, False), ("ownership", True, True)])
def test_another_default_is_noticed_by_all_that_depends_on_it(changed, name, all_told, of_whole_sets):
    before = model.fingerprint(), model.fingerprint(assumed=False)
    changed(name)
    now = model.fingerprint(), model.fingerprint(assumed=False)
    assert [one != other for one, other in zip(before, now, strict=True)] == [all_told, of_whole_sets]
