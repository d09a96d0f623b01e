from console.printable import LONGEST, printable


def test_what_can_be_printed_stays():
    assert printable("Сайлау east-0001") == "Сайлау east-0001"


def test_what_commands_a_terminal_is_written_out():
    assert printable("a\x1b[2J\nb\x9b\u202e") == "a\\x1b[2J\\nb\\x9b\\u202e"


def test_what_is_too_long_is_cut():
    assert printable("x" * LONGEST) == "x" * LONGEST
    assert printable("x" * (LONGEST + 1)) == "x" * (LONGEST - 1) + "…"
