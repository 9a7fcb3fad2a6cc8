"""What is deployed is what there is: commands, paths, ports, extras and variables in the files that start the server.

Helm's templates are read after a plain substitution (`rendered`), which knows of `.Values` only the defaults: no `helm` is needed here.
"""

from __future__ import annotations

import configparser
import json
import re
import shlex
import tomllib
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml
from house_pages import ROOT, blocks, pages, tables
from typer.main import get_command

from penchant.cli import app
from penchant.cli.options import DEFAULT_STORE
from penchant.scenarios import NAMES
from penchant.server.keys import SCOPES

if TYPE_CHECKING:
    import click

CHART = ROOT / "deploy/helm/penchant"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
STORE = "sqlite:////data/penchant.db"
USER = 10001


def parsed(arguments: list[str]) -> dict[str, Any]:
    """The parameters of a `penchant` command line; click refuses what there is not, `-- ` and all."""
    command: click.Command = get_command(app)
    context = command.make_context("penchant", list(arguments), resilient_parsing=False)
    while hasattr(command, "commands"):
        name, command, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        assert command is not None, f"no command {name!r}"
        context = command.make_context(name, rest, parent=context)
    return dict(context.params)


def dockerfile() -> list[tuple[str, str]]:
    """The instructions and what they hold, lines joined, without comments."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    joined = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in joined.splitlines() if line.strip()]


def held(instruction: str) -> list[str]:
    return [rest for name, rest in dockerfile() if name == instruction]


def environment_of_image() -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in shlex.split(held("ENV")[0]))


def unit() -> dict[str, list[str]]:
    """The [Service] section of the systemd unit: each key with its values, in order."""
    text = (ROOT / "deploy/systemd/penchant.service").read_text(encoding="utf-8")
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[method-assign,assignment]
    parser.read_string(text)
    assert parser.sections() == ["Unit", "Service", "Install"]
    found: dict[str, list[str]] = {}
    for key, value in re.findall(
        r"^(\w+)=(.*)$", text.split("[Service]")[1].split("[Install]")[0], re.MULTILINE
    ):
        found.setdefault(key, []).append(value)
    return found


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["penchant"])


def values() -> dict[str, Any]:
    return dict(yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8")))


def schema() -> dict[str, Any]:
    return dict(json.loads((CHART / "values.schema.json").read_text(encoding="utf-8")))


def rendered(name: str) -> dict[str, Any]:
    """A template as YAML: lines of control left out with what `range` and `with` hold, other actions as a word."""
    kept, depth = [], 0
    for line in (CHART / "templates" / name).read_text(encoding="utf-8").splitlines():
        action = re.fullmatch(r"\s*\{\{-?\s*(.*?)\s*-?\}\}", line)
        if action and re.match(r"(range|with)\b", action[1]):
            depth += 1
        elif action and action[1].startswith("if"):
            depth += bool(depth)
        elif action and action[1] == "end":
            depth -= bool(depth)
        elif not action and not depth:
            kept.append(re.sub(r"\{\{.*?\}\}", "word", line))
    return dict(yaml.safe_load("\n".join(kept)))


def container() -> dict[str, Any]:
    return dict(rendered("statefulset.yaml")["spec"]["template"]["spec"]["containers"][0])


def test_a_wrong_option_or_command_would_be_seen() -> None:
    assert parsed(["serve", "--workers", "3"])["workers"] == 3
    for wrong in (["serve", "--worker", "3"], ["server"], ["keys", "made", "x"], ["serve", "--workers", "0"]):
        with pytest.raises(Exception, match=r"(?i)no such|greater than"):
            parsed(wrong)


def test_the_image_serves_where_its_port_and_probe_are() -> None:
    started = parsed(json.loads(held("CMD")[-1]))
    assert json.loads(held("ENTRYPOINT")[0])[0] in PROJECT["scripts"]
    assert (started["host"], str(started["port"])) == ("0.0.0.0", held("EXPOSE")[0])
    assert f"127.0.0.1:{started['port']}/health/ready" in held("HEALTHCHECK")[0]
    compile(json.loads(held("HEALTHCHECK")[0].split("CMD ", 1)[1])[2], "probe", "exec")


def test_the_image_is_built_of_what_is_there_and_sent() -> None:
    copied = [word for rest in held("COPY") if not rest.startswith("--") for word in rest.split()[:-1]]
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert set(copied) == sent
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {PROJECT["readme"], *PROJECT["license-files"], "pyproject.toml"} <= sent
    (extras,) = {rest.split("=")[1] for rest in held("ARG") if rest.startswith("EXTRAS")}
    assert {*extras.split(","), "train"} <= set(PROJECT["optional-dependencies"])


def test_the_image_runs_as_a_user_who_may_write_to_its_volume_only() -> None:
    assert held("USER") == [f"{USER}:{USER}"]
    assert json.loads(held("VOLUME")[0]) == ["/data"]
    there = environment_of_image()
    assert there["PENCHANT_STORE"] == STORE
    assert there["NUMBA_CACHE_DIR"].startswith("/data/")
    assert any("--mode=0750 /data" in rest and f"--uid {USER}" in rest for rest in held("RUN"))


def test_variables_are_those_that_the_program_reads() -> None:
    read = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/penchant/cli").glob("*.py"))
    files = ["Dockerfile", "compose.yaml", "deploy/systemd/penchant.service", "docs/howto/deploy.md"]
    files += [path.relative_to(ROOT).as_posix() for path in (CHART / "templates").iterdir()]
    named = {
        name for file in files for name in re.findall(r"PENCHANT_[A-Z]+", (ROOT / file).read_text("utf-8"))
    }
    assert {"PENCHANT_STORE", "PENCHANT_SCENARIO"} <= named
    assert {name for name in named if f'"{name}"' not in read} == set()
    assert DEFAULT_STORE.startswith("sqlite:///")


def test_compose_lends_the_image_what_it_needs() -> None:
    service = compose()
    port = parsed(service["command"])["port"]
    assert service["ports"] == [f"127.0.0.1:{port}:{held('EXPOSE')[0]}"]
    assert service["volumes"] == ["data:/data"]
    assert (service["read_only"], service["tmpfs"], service["cap_drop"]) == (True, ["/tmp"], ["ALL"])
    assert service["environment"]["PENCHANT_SCENARIO"].endswith(":-shop}")
    assert service["image"] == f"penchant:{PROJECT['version']}"


def test_the_unit_starts_a_command_that_is_there_and_writes_where_it_may() -> None:
    service = unit()
    program, *arguments = shlex.split(service["ExecStart"][0])
    assert program.endswith("/bin/penchant")
    assert parsed(arguments)["host"] == "127.0.0.1"
    there = dict(pair.split("=", 1) for pair in service["Environment"])
    assert there["PENCHANT_STORE"] == f"sqlite:////var/lib/{service['StateDirectory'][0]}/penchant.db"
    assert there["NUMBA_CACHE_DIR"] == f"/var/cache/{service['CacheDirectory'][0]}"
    assert service["ProtectSystem"] == ["strict"]
    assert "MemoryDenyWriteExecute" not in service, "kernels are compiled as the server runs"


def test_the_charts_values_fit_their_schema() -> None:
    jsonschema.Draft7Validator.check_schema(schema())
    jsonschema.validate(values(), schema())
    assert set(schema()["properties"]) - {"global"} == set(values())
    assert set(schema()["properties"]["scenario"]["enum"]) == set(NAMES)


@pytest.mark.parametrize(
    "wrong",
    [
        {"replicas": 2},
        {"workers": 0},
        {"scenario": "zoo"},
        {"cors": ["shop.example"]},
        {"ingress": {"enabled": True, "host": ""}},
        {"env": {"PENCHANT_STORE": "memory://"}},
        {"persistence": {"size": "much"}},
        {"terminationGracePeriodSeconds": 5},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_the_schema_refuses(wrong: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**values(), **wrong}, schema())


def test_templates_read_values_that_there_are() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in (CHART / "templates").iterdir())
    for path in set(re.findall(r"\.Values\.([\w.]+)", text)):
        place: Any = values()
        for part in path.split("."):
            assert part in place, f".Values.{path} is not in values.yaml"
            place = place[part]
    unused = [name for name in values() if f".Values.{name}" not in text]
    assert unused == []


def test_the_chart_starts_one_pod_that_serves_and_is_asked_where_it_answers() -> None:
    spec = rendered("statefulset.yaml")["spec"]
    pod = spec["template"]["spec"]
    given = ["serve", *(re.sub(r"=word$", "=1", word) for word in container()["args"][1:])]
    assert parsed(given)["port"] == container()["ports"][0]["containerPort"]
    assert spec["replicas"] == 1
    probed = {
        name: container()[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "liveness", "readiness")
    }
    assert probed == {"startup": "/health/live", "liveness": "/health/live", "readiness": "/health/ready"}
    routes = (ROOT / "src/penchant/server/routes/system.py").read_text(encoding="utf-8")
    assert all(f'"{path}"' in routes for path in probed.values())
    assert {pod["securityContext"][name] for name in ("runAsUser", "runAsGroup", "fsGroup")} == {USER}
    assert container()["securityContext"]["readOnlyRootFilesystem"] is True
    assert {"name": "PENCHANT_STORE", "value": STORE} in container()["env"]
    assert {mount["mountPath"] for mount in container()["volumeMounts"]} == {"/data", "/tmp", "/etc/penchant"}


@pytest.mark.parametrize("name", ["service.yaml", "ingress.yaml", "configmap.yaml"])
def test_other_templates_are_yaml(name: str) -> None:
    assert {"apiVersion", "kind", "metadata"} <= set(rendered(name))


def test_versions_are_the_projects() -> None:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text(encoding="utf-8"))
    assert (chart["version"], chart["appVersion"]) == (PROJECT["version"], PROJECT["version"])


def commands() -> list[str]:
    """The shell lines of the page."""
    return [
        line[2:]
        for block in blocks("console")
        if block.page == "docs/howto/deploy.md"
        for line in block.text.splitlines()
        if line.startswith("$ ")
    ]


def test_the_pages_penchant_commands_and_files_are_there() -> None:
    lines = [words for line in commands() if (words := shlex.split(line)) and "keys" in words]
    assert len(lines) >= 6
    for words in lines:
        parsed(words[words.index("keys") :])
    scopes = {
        scope
        for line in commands()
        for found in re.findall(r"--scope (\S+)", line)
        for scope in found.split(",")
    }
    assert scopes <= set(SCOPES)
    named = re.findall(r"(?:deploy/[\w/.]+|Dockerfile|compose\.yaml)", pages()["docs/howto/deploy.md"])
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_the_page_watches_metrics_that_there_are() -> None:
    watched = [row[0].strip("`") for row in tables(pages()["docs/howto/deploy.md"])["What to watch"]]
    there = {re.split(r"[`{]", row[0].strip("`"))[0] for row in tables(pages()["docs/http.md"])["Figures"]}
    assert len(watched) == 6
    assert set(watched) <= there
