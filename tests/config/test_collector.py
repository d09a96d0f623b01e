import gc

import pytest

from config.collector import at_rest


def test_it_rests_and_works_again_whatever_happened():
    seen = []

    @at_rest()
    def fail():
        seen.append(gc.isenabled())
        raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert seen == [False]
    assert gc.isenabled()


def test_who_had_it_at_rest_before_keeps_it_so():
    with at_rest():
        with at_rest():
            pass
        assert not gc.isenabled()
