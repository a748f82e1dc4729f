"""The stored table of claims is read as it stands, and of another model's nothing is said."""

import pytest

from simulation.ensemble import stored_claims
from simulation.ensemble.posterior_sample import PosteriorSample, accepted
from simulation.ensemble.stored_claims import StoredClaim, claims, load_table
from simulation.model.fingerprint import fingerprint


@pytest.fixture(autouse=True)
def _sample(monkeypatch):
    of_sample(monkeypatch, fingerprint())


def of_sample(monkeypatch, model: str) -> None:
    sample = PosteriorSample({}, {"model": model, "claims": {"shares": {"K1": 0.4, "K2": 0.6}}})
    monkeypatch.setattr(stored_claims, "accepted", lambda: sample)


def made(**provenance):
    claims = {
        "K1": {"sentence": "A few beat many", "shown": True, "reason": ""},
        "K2": {"sentence": "End well", "shown": False, "reason": "It does not."},
        "S2": {"sentence": "No dead lever", "shown": True, "reason": ""},
    }
    return {"provenance": {"model": fingerprint(), **provenance}, "claims": claims}


def test_each_claim_is_told_with_its_share_and_marked_where_only_the_documents_say_so():
    one, other, whole = claims(made())
    assert one == StoredClaim("K1", "A few beat many", True, "", 0.4) and one.documents_only
    assert (other.reason, other.documents_only) == ("It does not.", False)
    assert (whole.share, whole.documents_only) == (None, False), "one that no single set can show"


def test_shares_of_an_older_models_sample_are_left_out(monkeypatch):
    of_sample(monkeypatch, "older")
    assert [each.share for each in claims(made())] == [None, None, None]


def test_of_another_models_table_or_of_none_nothing_is_said(tmp_path):
    assert claims(made(model="older")) == []
    assert claims(load_table(tmp_path / "none.json")) == []


def test_the_projects_own_tables_tell_all_claims_and_fit_each_other(monkeypatch):
    monkeypatch.setattr(stored_claims, "accepted", accepted)
    all_claims = claims()
    assert len(all_claims) == len(load_table()["claims"]) == 27
    known = [each for each in all_claims if each.share is not None]
    assert {each.id for each in known} == set(accepted().provenance["claims"]["shares"])
    assert any(each.documents_only for each in known)
