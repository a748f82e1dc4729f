"""Settings travel to other processes unchanged; one of the wrong kind is refused in a line that says what is allowed."""

from __future__ import annotations

import json
from dataclasses import asdict, fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.serving.settings import DEFAULT, ServerSettings
from simulation.vocabulary.errors import SettingError


def test_they_arrive_as_they_were_sent() -> None:
    sent = ServerSettings(fork=False, warm_kernels=7, page_retry_s=9)
    assert ServerSettings.from_json(sent.to_json()) == sent != DEFAULT
    assert ServerSettings.from_json('{"warm_kernels": 2}') == ServerSettings(warm_kernels=2)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"warm_kernel": 2}, "there is no server setting 'warm_kernel'; did you mean 'warm_kernels'?"),
        ({"warm_kernels": 2.5}, "server setting warm_kernels = 2.5 must be a whole number from 0"),
        ({"worker_run_timeout_s": -1}, "server setting worker_run_timeout_s = -1 must be a number from 0"),
        ({"fork": 1}, "server setting fork = 1 must be true or false"),
        ({"zygote_poll_s": True}, "server setting zygote_poll_s = True must be a number from 0"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_line(said: dict[str, object], why: str) -> None:
    with pytest.raises(SettingError) as error:
        ServerSettings.from_json(json.dumps(said))
    assert str(error.value) == why


@given(st.sampled_from(fields(ServerSettings)), st.sampled_from([None, "30", [], float("nan"), float("inf"), -1]))
def test_no_setting_takes_what_is_no_number(field, value) -> None:
    with pytest.raises(SettingError, match=field.name):
        ServerSettings(**{**asdict(DEFAULT), field.name: value})
