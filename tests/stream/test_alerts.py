from stream.alerts import AlertBook, Finding, by_code

PLACE = ("station", "east")


def _finding(voters):
    return Finding("T201", "east-0001", {"voters": voters})


def test_one_condition_is_one_alert_whose_evidence_grows():
    book = AlertBook()
    ids, (first,) = book.settle([_finding(301)], frozenset(), PLACE, now=10)
    again, (second,) = book.settle([_finding(302)], ids, PLACE, now=20)
    assert first is second
    assert again == ids == {"T201:east-0001"}
    assert (second.opened, second.count, second.evidence) == (10, 2, {"voters": 302})


def test_the_same_evidence_again_changes_nothing():
    book = AlertBook()
    ids, _ = book.settle([_finding(301)], frozenset(), PLACE, now=10)
    assert book.settle([_finding(301)], ids, PLACE, now=20) == (ids, [])


def test_a_condition_that_goes_clears_its_alert_and_one_that_returns_opens_it_again():
    book = AlertBook()
    ids, _ = book.settle([_finding(301)], frozenset(), PLACE, now=10)
    none, (cleared,) = book.settle([], ids, PLACE, now=20)
    assert (none, cleared.condition, cleared.cleared) == (frozenset(), "cleared", 20)
    _, (opened,) = book.settle([_finding(301)], none, PLACE, now=30)
    assert opened is cleared
    assert (opened.condition, opened.cleared, opened.opened) == ("open", None, 10)


def test_parts_tell_findings_at_one_place_apart():
    parts = [Finding("P301", "east-0001", {}, part=contest) for contest in ("a", "b")]
    ids, _ = AlertBook().settle(parts, frozenset(), PLACE, now=1)
    assert ids == {"P301:east-0001:a", "P301:east-0001:b"}


def test_alerts_are_listed_as_they_opened_and_numbered_by_code():
    book = AlertBook()
    book.settle([Finding("T202", "b", {})], frozenset(), PLACE, now=20)
    book.settle([Finding("T201", "a", {}), Finding("T202", "a", {})], frozenset(), PLACE, now=10)
    assert [alert.id for alert in book.all()] == ["T201:a", "T202:a", "T202:b"]
    assert by_code(book.all()) == {"T201": 1, "T202": 2}
    assert book.get("T201:a") is book.all()[0]
