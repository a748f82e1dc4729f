"""The stored table of claims is read as it stands, and of another model's nothing is said."""

from simulation.model.fingerprint import fingerprint
from simulation.runs.what_documents_say import Said, said, table


def made(**provenance):
    claims = {
        "K1": {"sentence": "A few beat many", "shown": True, "reason": "", "sample": {"evidence": 0.4}},
        "K2": {"sentence": "End well", "shown": False, "reason": "It does not.", "sample": {"evidence": 0.6}},
    }
    return {"provenance": {"model": fingerprint(), "sample": fingerprint(), **provenance}, "claims": claims}


def test_each_claim_is_told_with_its_share_and_marked_where_only_the_documents_say_so():
    one, other = said(made())
    assert one == Said("K1", "A few beat many", True, "", 0.4) and one.by_documents_alone
    assert (other.reason, other.by_documents_alone) == ("It does not.", False)


def test_a_share_that_an_older_model_had_is_left_out():
    assert [each.share for each in said(made(sample="older"))] == [None, None]


def test_of_another_models_table_or_of_none_nothing_is_said(tmp_path):
    assert said(made(model="older")) == []
    assert said(table(tmp_path / "none.json")) == []


def test_the_projects_own_table_tells_all_claims():
    kept = table()
    assert len(kept["claims"]) == 27
