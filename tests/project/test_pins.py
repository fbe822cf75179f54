"""Every list of packages says the same, and none says where a machine fetches them."""

import re
import subprocess
import tomllib

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from samples import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCK = (ROOT / "requirements.lock").read_text()
# In pieces, so that this file does not name them either.
HOSTS = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "ana" + "conda.com",
    "npm" + "js.org",
    "--index" + "-url",
    "--find" + "-links",
]
MACHINE = re.compile(r"(?<![\w.:/~$-])/(?:home|root|work|Users|tmp|opt|mnt)/\w")


def _declared(*extras):
    lines = list(PROJECT["project"]["dependencies"])
    for extra in extras:
        lines += PROJECT["project"]["optional-dependencies"][extra]
    return {canonicalize_name(r.name): str(r.specifier) for r in map(Requirement, lines)}


def _locked(text):
    requirements = [Requirement(line.rstrip("\\ ")) for line in text.splitlines() if re.match(r"\w", line)]
    found = {}
    for requirement in requirements:
        found.setdefault(canonicalize_name(requirement.name), set()).add(str(requirement.specifier))
    return found


def _tracked():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    names = listed.stdout.split("\0") if listed.returncode == 0 else []
    paths = [ROOT / name for name in names if name] or [
        path for path in ROOT.rglob("*") if not {".venv", "build", ".git"} & set(path.relative_to(ROOT).parts)
    ]
    return [path for path in paths if path.is_file()]


def test_every_pin_is_exact():
    assert all(re.fullmatch(r"==[\w.]+", pin) for pin in _declared("notebooks", "test", "build").values())


def test_lock_holds_every_pin():
    locked = _locked(LOCK)
    for name, pin in _declared("notebooks", "test", "build").items():
        assert locked[name] == {pin}, name


def test_build_backend_is_the_locked_one():
    assert PROJECT["build-system"]["requires"] == [f"hatchling{_declared('build')['hatchling']}"]


def test_every_locked_package_has_a_hash():
    for text in (LOCK, (ROOT / "tools/uv.lock.txt").read_text()):
        blocks = re.split(r"\n(?=\w)", text.strip())
        assert all("--hash=sha256:" in block for block in blocks)


def test_locks_name_no_host():
    for text in (LOCK, (ROOT / "tools/uv.lock.txt").read_text()):
        assert "://" not in text
        assert not re.search(r"^\s*-[-\w](?!-?hash)", text, re.M)


def test_conda_environment_has_the_same_pins():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    assert environment["dependencies"][:2] == [f"python{PROJECT['project']['requires-python']}", "pip"]
    (by_pip,) = [line["pip"] for line in environment["dependencies"] if isinstance(line, dict)]
    assert by_pip[-1] == "--editable ."
    pins = {canonicalize_name(r.name): str(r.specifier) for r in map(Requirement, by_pip[:-1])}
    assert pins == _declared("notebooks", "test")
    assert all(_locked(LOCK)[name] == {pin} for name, pin in pins.items())


def test_no_file_names_a_registry_or_a_place_on_a_machine():
    found = []
    for path in _tracked():
        text = path.read_bytes().decode("utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {host}" for host in HOSTS if host in text]
        found += [f"{path.relative_to(ROOT)}: {place[0]}" for place in MACHINE.finditer(text)]
    assert found == []
