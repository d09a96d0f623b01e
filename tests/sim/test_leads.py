from datetime import time

import pytest

from config.library import load_election, load_targets
from sim.leads import leads


@pytest.fixture(scope="module")
def election():
    return load_election("kz-2021-07-25")


@pytest.fixture(scope="module")
def targets():
    return load_targets("kz-2021-07-25")


def test_all_regions_agree_on_the_levels(election, targets):
    levels = {
        tuple(lead.share for lead in leads(election, targets, r.id)) for r in election.regions
    }
    assert len(levels) == 1
    (shares,) = levels
    assert list(shares) == sorted(shares)


def test_a_level_is_the_checkpoint_of_the_leader_where_it_has_one(election, targets):
    at = {lead.hour: lead for lead in leads(election, targets, "jambyl")}
    assert list(at) == [5, 7, 9, 11]
    assert at[9].share == 0.787
    assert all(lead.own for lead in at.values())


def test_the_level_lies_above_what_is_known_of_the_others(election, targets):
    at = {lead.hour: lead for lead in leads(election, targets, "mangystau")}
    assert list(at) == [4, 6, 8, 10]
    assert at[4].share > 0.3374
    assert at[6].share > 0.637
    assert not any(lead.own for lead in at.values())


def test_a_lead_after_the_polls_have_closed_is_left_to_the_totals(election, targets):
    late = targets.leaders[0].model_copy(update={"at": time(20)})
    changed = targets.model_copy(update={"leaders": (late,)})
    assert leads(election, changed, "jambyl") == ()
    assert [lead.hour for lead in leads(election, changed, "mangystau")] == [12]


def test_a_leader_known_to_be_behind_is_refused(election, targets):
    wrong = targets.leaders[1].model_copy(update={"region": "almaty", "at": time(12)})
    kostanay = next(p for p in targets.checkpoints if (p.region, p.place) == ("kostanay", ""))
    ahead = kostanay.model_copy(update={"at": time(12)})
    changed = targets.model_copy(
        update={"leaders": (wrong,), "checkpoints": (*targets.checkpoints, ahead)}
    )
    with pytest.raises(ValueError, match=r"almaty cannot lead at 12:00 with 33\.74%"):
        leads(election, changed, "almaty")


def test_a_leader_of_whom_nothing_is_published_is_refused(election, targets):
    with pytest.raises(ValueError, match="jambyl leads, but"):
        leads(election, targets.model_copy(update={"published": ()}), "almaty")
