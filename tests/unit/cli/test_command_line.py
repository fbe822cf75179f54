"""The command line from the outside: help, bad input, what a shell and a full disk do to it."""

import json
import os
import subprocess
import sys
from importlib import import_module

import pytest

from harmstats.cli import EXAMPLES, main, parser


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("show", "lost-hast"), "Did you mean 'lost-hats'?"),
        (("show", "lost-hats", "--period", "2011-12"), "ambiguous"),
        (("show", "lost-hats", "--period", "YE Mar 1999"), "the nearest are"),
        (("show", "lost-hats", "--as-of", "2001-01-01"), "the first edition held"),
        (("show", "lost-hats", "--edition", "x"), "edition 'x' is not known"),
        (("compare", "lost-hats", "YE Mar 2020"), "required: TO"),
        (("compare", "lost-hats", "YE Mar 2021", "YE Mar 2020"), "give the earlier period first"),
        (("editions", "office-recorde"), "Did you mean"),
        (("editions", "office-recorded", "--as-of", "2001-02-01"), "the first edition held is"),
        (("shaw", "lost-hats"), "'shaw' is not known. Did you mean 'show'?"),
        (("show", "lost-hats", "--perod", "YE Mar 2020"), "unrecognized arguments"),
        (("build", "--jobs", "many"), "invalid int value"),
        (("check", "--series", "lost-hats"), "check needs a FILE, or --series, --says and --to"),
        ((), "required: COMMAND"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(cli, words, message):
    code, out, err = cli(*words)
    assert (code, out) == (2, "")
    assert message in err
    assert err.startswith("harmstats: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize("command", EXAMPLES)
def test_every_command_has_help_with_an_example(command, capsys):
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    assert stop.value.code == 0
    assert f"example: harmstats {command}" in capsys.readouterr().out


@pytest.mark.parametrize("command", EXAMPLES)
def test_every_command_is_answered_by_the_module_of_its_group(command):
    needed = {"show": 1, "compare": 3, "trend": 1, "cite": 2, "report": 1, "diff": 2, "ingest": 1, "update": 1}
    words = ["bash"] if command == "completion" else ["x"] * needed.get(command, 0)
    group = parser().parse_args([command, *words]).group
    assert callable(getattr(import_module(f"harmstats.cli.{group}"), command))


@pytest.mark.parametrize(
    ("words", "heavy"),
    [
        ("cite lost-hats 'YE Mar 2022'", "pandas numpy matplotlib scipy citeproc jinja2"),
        ("cite lost-hats 'YE Mar 2022' --json", "pandas numpy matplotlib scipy citeproc jinja2"),
        ("fetch", "pandas matplotlib"),
        ("completion bash", "pandas matplotlib"),
    ],
)
def test_a_light_command_starts_lightly(words, heavy):
    code = (
        "import shlex, sys; from harmstats.cli import main; main(shlex.split(sys.argv[1])); "
        "print(sorted(set(sys.argv[2].split()) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, words, heavy], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_error_nobody_expected_is_one_line(cli, monkeypatch):
    def failing(*arguments, **more):
        raise ValueError("a slip\nof ours")

    monkeypatch.setattr("harmstats.store.catalogue.series", failing)
    monkeypatch.delenv("HARMSTATS_TRACE", raising=False)
    code, out, err = cli("series")
    assert (code, out) == (2, "")
    assert err == (
        "harmstats: unexpected (ValueError: a slip of ours); HARMSTATS_TRACE=1 shows where, please report it\n"
    )
    monkeypatch.setenv("HARMSTATS_TRACE", "1")
    with pytest.raises(ValueError, match="a slip"):
        cli("series")


def test_a_pipe_that_closes_early_does_no_harm():
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "harmstats",
            "show",
            "lost-umbrellas",
            "--geography",
            "all",
            "--edition",
            "all",
            "--json",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=600) == 0
    process.stderr.close()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device that is always full is a thing of Linux")
def test_a_full_disk_is_one_line_and_exit_2():
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "harmstats", "show", "lost-umbrellas"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=600)
    assert done.returncode == 2
    assert done.stderr == "harmstats: the answer cannot be written: No space left on device\n"


def test_completion_as_json_holds_the_script(cli):
    _, plain, _ = cli("completion", "zsh")
    code, out, _ = cli("completion", "zsh", "--json")
    assert code == 0
    assert json.loads(out) == {"shell": "zsh", "script": plain.removesuffix("\n")}
