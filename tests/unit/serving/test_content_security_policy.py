"""What a page may run: ours nothing but this server's files; any other the least that widgets need, and what is allowed."""

from __future__ import annotations

import pytest

from simulation.serving.content_security_policy import ALLOW_VARIABLE, ALLOWABLE, AllowError, allowed, policy
from simulation.serving.refusal_words import words
from simulation.serving.widget_front_end import FrontEnd


def directives(said: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in said.split(";"))}


def test_our_pages_run_this_servers_files_and_nothing_else() -> None:
    said = directives(policy("127.0.0.1:8866", FrontEnd.LIGHT, ALLOWABLE, ["sha256-x"]))
    assert said["default-src"] == ["'none'"]
    assert said["script-src"] == ["'self'", "blob:"]
    assert said["style-src"] == ["'self'"]
    assert said["img-src"] == ["'self'", "data:"]
    assert said["connect-src"] == ["'self'", "ws://127.0.0.1:8866", "wss://127.0.0.1:8866"]
    assert said == directives(policy("127.0.0.1:8866"))


def test_a_page_with_the_standard_front_end_may_style_itself_and_no_more() -> None:
    said = directives(policy("a.example", FrontEnd.STANDARD, inline=["sha256-x"]))
    assert said["script-src"] == ["'self'", "blob:", "'sha256-x'"]
    assert said["style-src"] == ["'self'", "'unsafe-inline'"]
    assert said["img-src"] == ["'self'", "data:", "blob:"]
    assert said["default-src"] == ["'none'"]
    assert said["frame-ancestors"] == ["'self'"]


def test_what_the_operator_allows_is_allowed_and_a_hash_never_undoes_it() -> None:
    assert "'unsafe-eval'" in policy("a", FrontEnd.STANDARD, ["eval"], ["sha256-x"])
    said = directives(policy("a", FrontEnd.STANDARD, ["inline-scripts"], ["sha256-x"]))
    assert said["script-src"] == ["'self'", "blob:", "'unsafe-inline'"]


@pytest.mark.parametrize("front_end", FrontEnd)
@pytest.mark.parametrize("host", ["127.0.0.1:80", "evil.example; script-src *", "", "a\r\nX: y"])
def test_no_policy_names_another_host(front_end: FrontEnd, host: str) -> None:
    for values in directives(policy(host, front_end, ALLOWABLE)).values():
        for value in values:
            assert value.startswith("'") or value in ("blob:", "data:", f"ws://{host}", f"wss://{host}")
            assert "*" not in value


def test_the_operators_setting_is_read_and_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ALLOW_VARIABLE, raising=False)
    assert allowed() == frozenset()
    monkeypatch.setenv(ALLOW_VARIABLE, "eval, inline-scripts")
    assert allowed() == {"eval", "inline-scripts"}
    with pytest.raises(AllowError, match="= 'evil' is not known; known: eval, inline-scripts; did you mean 'eval'"):
        allowed("evil")


def test_the_page_says_what_would_allow_what_it_may_not_do() -> None:
    said = words()
    assert said["refused_eval"].endswith(f"{ALLOW_VARIABLE}=eval")
    assert said["refused_script"].endswith(f"{ALLOW_VARIABLE}=inline-scripts")
    assert "{what}" in said["refused_host"] and "{what}" in said["missing"]
