import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.partition import murmur2, partition, partitions_of

# Values that Apache Kafka's own tests hold its Java client to (signed there).
KAFKA = {
    b"21": -973932308,
    b"foobar": -790332482,
    b"a-little-bit-long-string": -985981536,
    b"a-little-bit-longer-string": -1486304829,
    b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8": -58897971,
    b"abc": 479470107,
}


@pytest.mark.parametrize(("data", "signed"), KAFKA.items())
def test_the_hash_is_kafkas(data, signed):
    assert murmur2(data) == signed % 2**32


@given(st.text(min_size=1), st.integers(1, 1000))
def test_every_key_has_one_partition_within_the_topic(key, partitions):
    assert 0 <= partition(key, partitions) < partitions


@given(st.lists(st.text(max_size=30)), st.integers(1, 1000))
def test_many_keys_have_the_partitions_each_has_alone(keys, partitions):
    assert partitions_of(keys, partitions).tolist() == [partition(key, partitions) for key in keys]


def test_no_partitions_is_an_error():
    with pytest.raises(ValueError, match="at least 1"):
        partition("a", 0)
    with pytest.raises(ValueError, match="at least 1"):
        partitions_of(["a"], 0)
