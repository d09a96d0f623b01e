from stream.kafka.topics import DECISIONS, PROTOCOLS, REPORTS, topics


def test_reports_and_news_are_kept_and_all_else_is_compacted():
    reports, protocols, decisions, *others = topics(12)
    assert (protocols.name, protocols.partitions) == (PROTOCOLS, 1)
    assert (decisions.name, decisions.partitions) == (DECISIONS, 1)
    assert (protocols.config["cleanup.policy"], protocols.config["retention.ms"]) == (
        "delete",
        "-1",
    )
    assert (reports.name, reports.partitions) == (REPORTS, 12)
    assert reports.config["cleanup.policy"] == "delete"
    assert reports.config["retention.ms"] == "-1"
    assert {each.config["cleanup.policy"] for each in others} == {"compact"}
    assert {each.config["max.message.bytes"] for each in others} == {str(16 << 20)}
    assert len({each.name for each in others}) == 4


def test_retention_is_in_days():
    assert topics(1, 0.5)[0].config["retention.ms"] == str(12 * 3_600_000)
