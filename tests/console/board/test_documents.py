"""Documents: whoever has seen any version is told what brings them to the latest."""

import asyncio

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.board import documents as module
from console.board.documents import Documents

TOPICS = ("a", "b")
CHANGES = st.lists(
    st.lists(
        st.tuples(st.sampled_from(TOPICS), st.sampled_from("xyz"), st.none() | st.integers(0, 3)),
        max_size=4,
    ),
    max_size=8,
)


def apply(seen, event):
    """Do what a viewer does with an event."""
    if event.get("reset"):
        return {topic: dict(docs) for topic, docs in event["set"].items() if docs}
    after = {topic: dict(docs) for topic, docs in seen.items()}
    for topic, docs in event["set"].items():
        after.setdefault(topic, {}).update(docs)
    for topic, keys in event["gone"].items():
        for key in keys:
            after[topic].pop(key, None)
    return {topic: docs for topic, docs in after.items() if docs}


def everything(documents):
    told = msgspec.json.decode(documents.everything(TOPICS))
    return told["version"], {topic: docs for topic, docs in told["docs"].items() if docs}


def change(documents, changes):
    for topic, key, value in changes:
        if value is None and key in documents.keys(topic):
            documents.drop(topic, key)
        elif value is not None:
            documents.put(topic, key, {"n": value})
    return documents.commit()


@given(CHANGES, st.integers(1, 6))
def test_from_every_version_a_viewer_comes_to_the_latest(all_changes, kept):
    documents = Documents()
    seen = [everything(documents)]
    before, module._KEPT = module._KEPT, kept
    try:
        for changes in all_changes:
            change(documents, changes)
            seen.append(everything(documents))
    finally:
        module._KEPT = before
    for mark, docs in seen:
        event = msgspec.json.decode(documents.since(mark, TOPICS))
        assert apply(docs, event) == seen[-1][1]


def test_what_stays_as_it_is_is_no_change():
    documents = Documents()
    assert change(documents, [("a", "x", 1)])
    assert not change(documents, [("a", "x", 1)])
    assert documents.version == 1
    assert not documents.commit()


def test_nothing_counts_before_it_is_committed():
    documents = Documents()
    documents.put("a", "x", 1)
    assert everything(documents)[1] == {}


@pytest.mark.parametrize(
    "mark", ["", "x.1", "boot.2", "{boot}.99", "{boot}.-1", "{boot}.", "{boot}.²"]
)
def test_of_a_version_that_means_nothing_here_everything_is_told(mark):
    documents = Documents()
    change(documents, [("a", "x", 1), ("b", "y", 2)])
    event = msgspec.json.decode(documents.since(mark.format(boot=documents.boot), ("a",)))
    assert event == {"reset": True, "set": {"a": {"x": {"n": 1}}}}


def test_who_waits_is_told_of_the_next_change():
    async def wait():
        documents = Documents()
        change(documents, [("a", "x", 1)])
        await documents.changed(0)  # is there already
        waiting = asyncio.create_task(documents.changed(1))
        await asyncio.sleep(0)
        assert not waiting.done()
        change(documents, [("a", "x", 2)])
        await asyncio.wait_for(waiting, 5)

    asyncio.run(wait())


def test_what_is_owed_is_made_when_it_is_asked_for_and_is_then_the_latest():
    documents, now, made = Documents(), {"x": 1, "y": 1}, []

    def make(keys):
        made.append(sorted(keys))
        return [(key, now[key]) for key in keys]

    documents.owe("a", ["x", "y"], make)
    assert documents.commit()
    version, _ = told = everything_of(documents, "b")
    assert (told, made) == ((version, {}), [])
    assert sorted(documents.keys("a")) == ["x", "y"]
    first, docs = everything_of(documents, "a")
    assert (docs, made) == ({"a": {"x": 1, "y": 1}}, [["x", "y"]])
    now["x"] = 2
    documents.owe("a", ["x"], make)
    assert documents.commit()
    now["x"] = 3
    assert msgspec.json.decode(documents.since(first, ["b"])) == {"set": {}, "gone": {}}
    assert msgspec.json.decode(documents.since(first, ["a"]))["set"] == {"a": {"x": 3}}
    assert made == [["x", "y"], ["x"]]
    assert not documents.commit()


def test_what_is_owed_and_dropped_is_not_made():
    documents = Documents()
    documents.owe("a", ["x", "y"], lambda keys: [(key, 1) for key in keys])
    documents.commit()
    documents.drop("a", "x")
    documents.commit()
    documents.make()
    assert everything_of(documents, "a")[1] == {"a": {"y": 1}}


def everything_of(documents, topic):
    told = msgspec.json.decode(documents.everything([topic]))
    return told["version"], {topic: docs for topic, docs in told["docs"].items() if docs}


def test_a_version_no_server_ever_told_brings_everything():
    documents = Documents()
    documents.put("a", "x", 1)
    documents.commit()
    for mark in ("", f"{documents.boot}.", f"{documents.boot}.{'9' * 5_000}", "x.1"):
        assert msgspec.json.decode(documents.since(mark, ["a"]))["reset"], mark


def test_answers_are_not_kept_for_ever():
    documents = Documents()
    for n in range(300):
        documents.put("a", "x", n)
        documents.commit()
    for n in range(300):
        documents.since(f"{documents.boot}.{n}", ["a"])
    assert len(documents._made) <= 65
