"""The program as a process: signals, terminals, encodings, full disks, completion."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-c", "from console.cli import main; main()"]
QUICK = ["--election", "kz-2021-08-22", "--seed", "7"]


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def start(*arguments, encoding="utf-8", start_new_session=False, **environment):
    command = [*PROGRAM, *map(str, arguments)]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SAYLAU_")}
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=clean | {"PYTHONIOENCODING": encoding} | environment,
        start_new_session=start_new_session,
    )


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
    ids=["Ctrl-C", "terminate", "hang-up"],
)
def test_a_run_that_is_stopped_leaves_nothing(tmp_path, number, code):
    process = start("run", *QUICK, "--speed", "60", "--out", tmp_path / "day")
    with process:
        while "open" not in process.stdout.readline():
            assert process.poll() is None
        process.send_signal(number)
        _, err = process.communicate()
    assert (process.returncode, err) == (code, "saylau: stopped; nothing was written\n")
    assert files(tmp_path) == []


def test_ctrl_c_reaches_a_run_of_two_processes_as_one(tmp_path):
    process = start(
        "run",
        "--speed",
        "60",
        "--processes",
        "2",
        "--out",
        tmp_path / "day",
        start_new_session=True,
    )
    with process:
        while "open" not in process.stdout.readline():
            assert process.poll() is None
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to everybody in it
        _, err = process.communicate()
    assert (process.returncode, err) == (130, "saylau: stopped; nothing was written\n")
    assert files(tmp_path) == []


def test_on_a_terminal_the_day_is_painted_on_a_screen_of_its_own(tmp_path):
    out = tmp_path / "day"
    main = f"sys.argv[1:] = ['run', *{QUICK}, '--speed', 'max', '--out', {str(out)!r}]; main()"
    program = f"import sys; from console.cli import main; {main}"
    ours, theirs = os.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    painted = b""
    # Linux ends the reading of a terminal that was closed with an error.
    with contextlib.suppress(OSError):
        while part := os.read(ours, 65536):
            painted += part
    os.close(ours)
    assert process.wait() == 0
    screen, _, after = painted.decode().partition("\x1b[?1049l")
    assert "\x1b[?1049h" in screen
    assert "SIMULATION" in screen
    assert "65.36 %" in after
    assert "report.html" in after


def test_the_exit_code_reaches_the_shell():
    with start("verify", "nowhere") as process:
        _, err = process.communicate()
    assert process.returncode == 2
    assert err.startswith("saylau: nowhere")


@pytest.mark.parametrize(
    ("error", "last"),
    [
        ("ZeroDivisionError('so')", "saylau: a fault of its own: ZeroDivisionError: so"),
        ("MemoryError()", "saylau: a fault of its own: MemoryError:"),
        ("ValueError('one\\n two')", "saylau: a fault of its own: ValueError: one two"),
    ],
)
def test_what_crashes_does_not_end_as_what_differs(error, last):
    crash = "import sys, typer; from console.exits import exit_code; app = typer.Typer()\n"
    crash += f"@app.command()\ndef crash() -> None:\n    raise {error}\n"
    program = [sys.executable, "-c", crash + "sys.exit(exit_code(app, []))"]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 70
    assert done.stdout == ""
    assert done.stderr.startswith("Traceback")
    assert done.stderr.splitlines()[-1] == last


def test_a_terminal_that_lacks_letters_is_no_error():
    with start("elections", encoding="ascii") as process:
        out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert "2021-08-08" in out


def test_a_terminal_that_cannot_show_bars_gets_lines(tmp_path):
    ours, theirs = os.openpty()
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TERM": "xterm"}
    process = subprocess.Popen(
        [*PROGRAM, "run", *QUICK, "--speed", "max", "--out", str(tmp_path / "day")],
        cwd=ROOT,
        stdout=theirs,
        stderr=theirs,
        env=os.environ | plain,
    )
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):
        while part := os.read(ours, 65536):
            shown += part
    os.close(ours)
    assert process.wait() == 0
    assert b"\x1b" not in shown
    assert b"BULLETIN 10:00" in shown


@pytest.mark.parametrize("command", [["verify"], ["run", *QUICK, "--speed", "max", "--plain"]])
def test_an_output_that_is_full_is_one_message(a_run, tmp_path, command):
    where = [str(a_run)] if command == ["verify"] else ["--out", str(tmp_path / "day")]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, *command, *where],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == "saylau: the output: No space left on device\n"
    assert files(tmp_path) == []


def test_a_disk_that_is_full_is_one_message_that_names_the_folder(tmp_path):
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)); "
    program = [sys.executable, "-c", limited + PROGRAM[2]]
    done = subprocess.run(
        [*program, "run", *QUICK, "--speed", "max", "--out", str(tmp_path / "day")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"saylau: --out {tmp_path / 'day'}: File too large")
    assert done.stderr.count("\n") == 1
    assert files(tmp_path) == []


def test_the_shell_can_complete_commands_and_names():
    with start("", _SAYLAU_COMPLETE="complete_bash", COMP_WORDS="saylau el", COMP_CWORD="1") as one:
        assert one.communicate()[0].split() == ["elections"]
    words = "saylau run --scenario a"
    with start("", _SAYLAU_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD="3") as two:
        assert two.communicate()[0].split() == ["as-reported"]
