"""`factcheck prompts`: list the prompts, compare two, and try one on a story.

`factcheck.cli.prompt_files` finds a prompt by name, `factcheck.cli.trying` runs one; this module combines them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from factcheck.cli.exit_codes import ExitCode
from factcheck.cli.model_options import base_url_option, model_option, quiet_option, yes_option
from factcheck.cli.output import terminal
from factcheck.cli.places import seeds_place
from factcheck.cli.root import debug_option
from factcheck.cli.streams import write_text

if TYPE_CHECKING:
    from factcheck.cli.screen import Screen
    from factcheck.cli.trying import Subject
    from factcheck.models.base import Model
    from factcheck.render.prompts import PromptFile

folder_option = click.option(
    "--prompts",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder of prompts. Default: the one that comes with factcheck.",
)


@click.group("prompts", short_help="Show the prompts, and try a changed one.")
@debug_option
def command() -> None:
    """Show the prompts that the model gets, and what a changed one does.

    A prompt is named by its step (compare), as a variant next to it (compare.short is compare.short.md), as a file, or
    at a git revision (compare@HEAD).
    """


@command.command("list", short_help="List the prompts.")
@folder_option
@debug_option
def list_prompts(folder: Path | None) -> None:
    """List each step's prompt and its variants: version, hash, users, questions with inputs, and the form of an
    answer."""
    from factcheck.cli.prompt_files import all_prompts, answers
    from factcheck.prompts import STEPS
    from factcheck.render.prompts import render_list

    files = all_prompts(_folder(folder))
    write_text(render_list(files, {step: answers(step) for step in STEPS}, _users(folder), **terminal()), styled=True)


@command.command(short_help="Show a prompt as the model gets it.")
@click.argument("name", metavar="PROMPT")
@click.option("--question", metavar="QUESTION", help="Show only that question of the step.")
@folder_option
@debug_option
def show(name: str, question: str | None, folder: Path | None) -> None:
    """Show PROMPT as the model gets it, with {{ name }} in place of each input."""
    from factcheck.cli.prompt_files import answers, find_prompt
    from factcheck.errors import UsageError
    from factcheck.render.prompts import render_prompt

    file = find_prompt(name, _folder(folder))
    step, questions = file.prompt.identity.name, list(file.prompt.inputs)
    if question is not None and question not in questions:
        raise UsageError(f"the step {step!r} puts no question {question!r}: its questions are {', '.join(questions)}")
    write_text(render_prompt(file, [question] if question else questions, answers(step), **terminal()), styled=True)


@command.command(short_help="Show what differs between two prompts, word by word.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="[NEW]", required=False)
@folder_option
@debug_option
def diff(old: str, new: str | None, folder: Path | None) -> None:
    """Show what differs between the prompts OLD and NEW, word by word.

    With one prompt alone, compare it with git's version at HEAD.
    """
    from factcheck.cli.prompt_files import find_prompt
    from factcheck.render.prompts import render_diff

    where = _folder(folder)
    if new is None:
        after = find_prompt(old, where)
        before = find_prompt(f"{old}@HEAD", where)
    else:
        before, after = find_prompt(old, where), find_prompt(new, where)
    write_text(render_diff(before, after, **terminal()), styled=True)


@dataclass(frozen=True)
class TryOptions:
    """The options of a trial."""

    seed: str
    seeds: Path | None
    new: str | None
    against: str | None
    model: str | None
    base_url: str | None
    claims: int | None
    points: int
    folder: Path | None
    yes: bool
    quiet: bool


@command.command("try", short_help="Show what another prompt changes on a story.")
@click.argument("step")
@click.option(
    "--seed", required=True, metavar="STORY", help="The story: a name in --seeds, or a folder of the same layout."
)
@seeds_place
@click.option(
    "--prompt", "new", metavar="PROMPT", help="The prompt to try. Default: the step's own, as the file is now."
)
@click.option(
    "--against",
    metavar="PROMPT",
    help="The prompt to compare it with, or HEAD. Default: HEAD, or the step's own if --prompt is given.",
)
@model_option
@base_url_option
@click.option("--claims", type=click.IntRange(min=1), metavar="N", help="Compare only the first N claims.")
@click.option(
    "--points",
    type=click.IntRange(min=1, max=100),
    default=10,
    show_default=True,
    metavar="N",
    help="Show confidences that moved by N hundredths or more.",
)
@folder_option
@yes_option
@quiet_option
@debug_option
@click.pass_context
def try_prompt(context: click.Context, /, step: str, **options: Any) -> None:
    """Run STEP live on a story with an old and a new prompt, and show what the new one changes, claim by claim.

    `extract` and `kind` find the story's claims; `compare` compares the gold claims, or the extracted ones if there is
    no gold, with the sources. Every answer is kept: trying the same prompt again asks nothing.
    """
    context.exit(run(step, TryOptions(**options), context.obj))


def run(step: str, options: TryOptions, model_factory: Callable[..., Model] | None = None) -> ExitCode:
    """Try, write what changed, and say how it ended. Raises a FactcheckError if there is nothing to show."""
    import asyncio

    from factcheck.cli.cost import agree, is_paid
    from factcheck.cli.prompt_files import step_named
    from factcheck.cli.screen import Screen
    from factcheck.cli.trying import EXTRACTING, expected, try_both, unchanged
    from factcheck.errors import UsageError
    from factcheck.models import open_model
    from factcheck.models.chat import ChatModel
    from factcheck.models.store import Store, StoredModel
    from factcheck.settings import Settings

    if step_named(step) in EXTRACTING and options.claims is not None:
        raise UsageError(f"--claims works only with the step compare: {step} finds the claims of the whole story")
    old, new = _versions(step, options)
    settings = Settings.from_environment()
    with Screen(quiet=options.quiet) as screen:
        subject = _subject(_seed_folder(options.seed, options.seeds), step, screen)
        with Store.open(settings.store) as store:
            opened = (model_factory or open_model)(
                options.model,
                settings,
                base_url=options.base_url,
                prompts=unchanged(old.prompt),
                on_progress=screen.on_fetched,
                on_notice=screen.tell,
            )
            if is_paid(opened.identity):
                usage = expected(subject, [old.prompt, new.prompt], options.claims)
                agree(screen, opened.identity, usage, None, ask=not options.yes)
            model = StoredModel(opened, store)
            screen.tell(f"{subject.name} on {model.identity.name}")
            trying = try_both(
                subject, model, (old, new), most=options.claims, least=options.points / 100, screen=screen
            )
            try:
                tried = asyncio.run(trying)
            except KeyboardInterrupt:
                screen.warn("stopped; paid answers are kept: run the same command to continue")
                return ExitCode.INTERRUPTED
    write_text(tried.text(**terminal()), styled=True)
    for line in opened.degraded if isinstance(opened, ChatModel) else ():
        screen.tell(f"{opened.identity.name}: {line}")
    if not tried.answered:
        screen.warn("factcheck: error: the model answered nothing at all")
    return ExitCode.DONE if tried.answered else ExitCode.UNUSABLE_MODEL


def _versions(step: str, options: TryOptions) -> tuple[PromptFile, PromptFile]:
    """The old prompt and the new one. Raises UsageError if they are the same, and like `find_prompt`."""
    from factcheck.cli.prompt_files import find_prompt
    from factcheck.errors import UsageError

    folder = _folder(options.folder)
    new = find_prompt(options.new or step, folder, step)
    against = options.against or (step if options.new else "HEAD")
    old = find_prompt(f"{step}@HEAD" if against == "HEAD" else against, folder, step)
    if old.prompt.identity.sha256 == new.prompt.identity.sha256:
        raise UsageError(
            f"{new.place} and {old.place} are the same prompt: edit it, name another with --prompt, "
            "or name with --against the one to compare it with"
        )
    return old, new


def _subject(folder: Path, step: str, screen: Screen) -> Subject:
    """The story in that folder, with the step's other inputs. Raises InputError if a text cannot be read."""
    from factcheck.cli.trying import EXTRACTING, Subject
    from factcheck.documents import load, load_sources

    name = folder.resolve().name
    if step in EXTRACTING:
        return Subject(name, load(str(folder / "story.md"), id="story"), ())
    if (folder / "gold.yaml").is_file():
        try:
            from evals.seeds import gold_claims, load_seed
        except ImportError:
            screen.tell(f"{folder / 'gold.yaml'} is ignored: only a checkout of factcheck, with evals/, can read it")
        else:
            known = load_seed(folder)
            gold = {
                (claim.gold.id, known.sources[source].id): located.relation
                for claim in known.claims
                for source, located in claim.relations.items()
            }
            return Subject(name, known.story, tuple(known.sources.values()), gold_claims(known), gold)
    story = load(str(folder / "story.md"), id="story")
    return Subject(name, story, load_sources([str(folder / "sources")]))


def _seed_folder(seed: str, given: Path | None) -> Path:
    """The folder of a story: itself, or one in `given`, by default the project's. Raises InputError if there is
    none."""
    from factcheck.errors import InputError

    seeds = given or Path("seeds")
    if given is None:
        with contextlib.suppress(ImportError):  # no evals, no project
            from evals.folders import SEEDS

            seeds = SEEDS
    for folder in (Path(seed), seeds / seed):
        if (folder / "story.md").is_file():
            return folder
    known = sorted(story.parent.name for story in seeds.glob("*/story.md"))
    names = f", or one of {', '.join(known)}" if known else ""
    raise InputError(f"there is no seed {seed!r}: name a folder with story.md and sources/{names}")


def _users(folder: Path | None) -> dict[str, str]:
    """The users of each step's prompt: a check, and in a checkout the suites of the evals, which play the shipped
    ones."""
    from factcheck.prompts import STEPS

    if folder is not None:
        return dict.fromkeys(STEPS, f"factcheck check --prompts {folder}")
    users = {step: ["factcheck check"] for step in STEPS}
    with contextlib.suppress(ImportError):
        from evals.recipes import RECIPES

        for suite, recipe in RECIPES.items():
            for step in users.keys() & recipe.prompts:
                users[step].append(f"suite {suite}")
    return {step: ", ".join(names) for step, names in users.items()}


def _folder(folder: Path | None) -> Path:
    from factcheck.prompts import shipped_directory

    return folder or shipped_directory()
