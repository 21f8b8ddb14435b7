"""The shape of the package, read from its imports: arrows go one way, and each outside power has one door."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import factcheck

PACKAGE = Path(factcheck.__file__).parent

VALUES = frozenset({"records", "errors"})
DIFFS = frozenset({"changes", "render.findings", "render.wording", "review.decisions", "review.publisher"})

ARROWS: Mapping[str, frozenset[str]] = {
    "records": frozenset(),
    "errors": frozenset({"records"}),
    "whole_files": frozenset(),
    "sqlite_files": frozenset(),
    "settings": frozenset({"errors"}),
    "running": frozenset({"errors"}),
    "serving": frozenset(),
    # knowledge of English, and what compares with it
    "english": frozenset(),
    "german": frozenset({"english"}),
    "languages": frozenset({"english", "german"}),
    "drift": frozenset({"records", "english", "languages"}),
    "hostile": frozenset({"records"}),
    "documents": VALUES | {"hostile", "english"},
    "models": VALUES | {"settings", "sqlite_files", "running"},
    "prompts": VALUES | {"models", "hostile"},
    "calibration": VALUES | {"prompts", "settings", "whole_files"},
    "steps": VALUES | {"calibration", "documents", "drift", "english", "hostile", "models", "prompts", "running"},
    # the two steps that ask a model do not know each other
    "steps.extract": VALUES | {"english", "models", "prompts", "steps"},
    "steps.compare": VALUES | {"calibration", "documents", "models", "prompts", "steps"},
    "steps.chains": VALUES | {"calibration", "models", "prompts", "running", "steps", "steps.compare", "steps.extract"},
    # what all sources together say
    "verdict": VALUES | {"drift", "english", "hostile", "languages", "steps"},
    "verdict.decide": frozenset({"records"}),
    "verdict.judge": VALUES | {"drift", "steps", "verdict", "verdict.decide"},
    "archive": VALUES | {"documents", "sqlite_files", "verdict"},
    "pipeline": VALUES
    | {"archive", "calibration", "drift", "models", "prompts", "running"}
    | {"steps", "steps.chains", "steps.extract", "verdict", "verdict.judge"},
    # a calibration is fitted on comparisons, which are made with one
    "calibration.labelled": VALUES
    | {"calibration", "documents", "models", "prompts", "running", "steps", "steps.compare"},
    "calibration.fitting": VALUES | {"calibration", "calibration.labelled", "prompts"},
    # what a person decided is a value; the desk that asks them shows it with the renderers
    "review.decisions": frozenset({"records"}),
    "review.publisher": VALUES,
    # gold is made from a report at a desk of its own, which the review's server hands out
    "gold": VALUES | {"render", "render.wording", "review", "whole_files"},
    # a comparison of two reports and its form go with the renderers, whose groups of findings it uses
    "changes": frozenset({"records", "render.findings"}),
    "render.findings": frozenset({"records", "render.wording"}),
    "render.wording": frozenset({"english", "records", "steps"}),
    "render": VALUES | DIFFS | {"prompts", "steps"},
    "review": VALUES | DIFFS | {"render", "serving"},
    "cli": VALUES
    | DIFFS
    | {
        "archive",
        "batch",
        "calibration",
        "calibration.fitting",
        "calibration.labelled",
        "documents",
        "gold",
        "models",
        "pipeline",
    }
    | {"prompts", "render", "review", "service", "settings", "steps", "steps.compare", "steps.extract", "whole_files"},
    # many stories, each checked by the pipeline
    "batch": VALUES
    | {
        "render.findings",
        "render.wording",
        "archive",
        "calibration",
        "documents",
        "models",
        "pipeline",
        "prompts",
        "render",
        "running",
        "settings",
        "whole_files",
    },
    # checks for other programs, over what `import factcheck` offers
    "service": VALUES | {"api", "documents", "models", "pipeline", "prompts", "render.findings", "serving"},
    "pytest_plugin": frozenset({"errors"}),
    "__main__": frozenset({"cli"}),
    # what a program that imports factcheck has: `__init__` only says where it is
    "api": VALUES
    | {"archive", "calibration", "documents", "models", "pipeline", "prompts", "render", "render.findings", "settings"}
    | {"steps.chains", "steps.compare", "steps.extract"},
    "__init__": VALUES | {"api", "documents", "models", "prompts", "running", "steps.extract"},
}
"""For each part of the package the other parts that it may import. A part is a module or a folder, the innermost listed."""

DOORS: Mapping[str, frozenset[str]] = {
    "openai": frozenset({"models/openai_protocol.py"}),
    "langchain": frozenset({"models/providers.py"}),
    "langchain_core": frozenset(
        {"models/providers.py", "models/as_langchain.py", "models/from_langchain.py"}
        | {"steps/questions.py", "steps/chains.py", "pipeline.py", "api.py"}
    ),
    "langsmith": frozenset({"models/providers.py"}),
    "xllamacpp": frozenset({"models/engine_process.py"}),
    "sqlite3": frozenset(
        {"sqlite_files.py", "models/store/sqlite.py", "archive/database.py", "archive/archive.py", "archive/ranking.py"}
    ),
    "psycopg": frozenset({"models/store/postgres.py"}),
    "trafilatura": frozenset({"documents/formats/html.py"}),
    "fastapi": frozenset({"service/http.py"}),
    "mcp": frozenset({"service/mcp.py"}),
    "ray": frozenset({"batch/on_ray.py"}),
}
"""The libraries that only these files import."""


@dataclass(frozen=True)
class Import:
    """One imported module, as `a.b.c`; a name taken out of the package itself counts as a module of it."""

    file: Path
    module: str

    @property
    def part(self) -> str | None:
        """The part of the package that is imported, None when the module is not of the package."""
        head, _, rest = self.module.partition(".")
        return part(rest) if head == "factcheck" and rest else None


def part(module: str) -> str:
    """The part that a module, named inside the package, belongs to."""
    top, _, rest = module.partition(".")
    inner = f"{top}.{rest.partition('.')[0]}"
    return inner if inner in ARROWS else top


def files() -> list[Path]:
    """Every Python file of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def place(file: Path) -> str:
    """The file's path inside the package."""
    return file.relative_to(PACKAGE).as_posix()


def part_of(file: Path) -> str:
    """The part of the package that a file belongs to."""
    return part(".".join(file.relative_to(PACKAGE).with_suffix("").parts))


def tree(file: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def imports(file: Path) -> Iterator[Import]:
    """Every import of a file, also those inside functions and for the type checker alone."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (Import(file, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{place(file)}: a relative import hides where the arrow points"
            module = node.module or ""
            if module == "factcheck":
                yield from (Import(file, f"factcheck.{a.name}") for a in node.names if not a.name.startswith("__"))
            else:
                yield Import(file, module)


def names_used(file: Path) -> Iterator[str]:
    """Every name and dotted name that the file's code reads."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Name | ast.Attribute):
            yield ast.unparse(node)


def test_every_part_is_in_the_table() -> None:
    assert {part_of(file) for file in files()} <= ARROWS.keys()


@pytest.mark.parametrize("file", files(), ids=place)
def test_arrows_go_only_where_the_table_says(file: Path) -> None:
    own = part_of(file)
    imported = {i.part for i in imports(file)} - {None, own}
    assert imported <= ARROWS[own]


def test_the_table_has_no_circle() -> None:
    order = list(TopologicalSorter(ARROWS).static_order())
    assert order.index("records") < order.index("drift") < order.index("pipeline") < order.index("cli")


def test_records_import_nothing_of_the_package() -> None:
    records = [file for file in files() if part_of(file) == "records"]
    assert records
    assert {i.part for file in records for i in imports(file)} <= {None, "records"}


def test_nothing_but_what_users_call_sees_more_of_models_than_the_seam() -> None:
    """The steps know `models.base`, and how a question goes to LangChain, so that importing them loads no vendor's library."""
    seen = {
        (place(file), i.module)
        for file in files()
        for i in imports(file)
        if i.part == "models"
        and i.module != "factcheck.models.base"
        and part_of(file) not in {"models", "cli", "calibration.fitting", "service", "batch", "api", "__init__"}
        and place(file) != "steps/questions.py"
    }
    assert seen == set()


@pytest.mark.parametrize("library", DOORS)
def test_each_library_has_its_door(library: str) -> None:
    importers = {place(file) for file in files() for i in imports(file) if i.module.partition(".")[0] == library}
    assert importers, f"nothing imports {library}: take it out of the table"
    assert importers <= DOORS[library]


def test_only_settings_reads_the_environment() -> None:
    reading = {
        place(file)
        for file in files()
        for name in names_used(file)
        if name in {"os.environ", "os.getenv", "environ", "getenv", "os.environb"}
    }
    # These two set a variable each, for the library that they are about to load.
    setting = {"models/engine_process.py", "batch/on_ray.py"}
    assert reading == {"settings.py", *setting}
    for file in setting:
        assert {n for n in names_used(PACKAGE / file) if n.startswith("os.environ")} == {
            "os.environ",
            "os.environ.setdefault",
        }


def test_only_the_command_line_prints() -> None:
    printing = {
        place(file)
        for file in files()
        if part_of(file) != "cli"
        for name in names_used(file)
        if name in {"print", "click.echo", "click.secho", "sys.stdout", "sys.stderr"}
    }
    # The engine's process tells its parent, on its own standard output, where it listens.
    assert printing == {"models/engine_process.py"}


def test_the_pure_parts_touch_neither_disk_nor_network_nor_clock() -> None:
    """English, drift, the verdict and the renderers are functions of their arguments."""
    impure = {"socket", "urllib.request", "httpx", "subprocess", "time", "sqlite3", "random", "asyncio"}
    step_rules = {"steps/evidence.py", "steps/fidelity.py"}
    pure = [
        f
        for f in files()
        if part_of(f) in {"english", "drift", "verdict", "verdict.decide", "render"} or place(f) in step_rules
    ]
    assert {(place(f), i.module) for f in pure for i in imports(f) if i.module in impure} == set()
    assert {(place(f), n) for f in pure for n in names_used(f) if n in {"open", "datetime.now", "date.today"}} == set()
