"""`fitai train`: fine-tuning. Needs the training libraries: see the README's section on training."""

from pathlib import Path

import click

from domain.errors import ConfigError
from ml.train.prefer.config import Method, load_prefer_config


@click.group
def command() -> None:
    """Fine-tune the model on training pairs."""


@command.command("sft")
@click.option(
    "--config", "name", default="smollm2-135m", show_default=True, help="A name in ml/train/configs, or a file."
)
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("data/pairs"),
              show_default=True, help="What `fitai dataset build` wrote.")  # fmt: skip
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=None, help="Default: runs/NAME.")
@click.option("--rows", type=click.IntRange(1), default=None, help="At most so many training rows.")
@click.option("--seed", type=int, default=42, show_default=True)
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint in --out.")
def sft(name: str, data: Path, out: Path | None, rows: int | None, seed: int, resume: bool) -> None:  # noqa: FBT001 - click's
    """Supervised fine-tuning with LoRA: writes adapter, curves and a record of the run."""
    try:
        from ml.train.sft.config import load_config  # noqa: PLC0415 - heavy, and optional
        from ml.train.sft.run import Job, train  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ConfigError(f"Training needs {error.name}, which is not installed: run `make install-train`.") from error
    config = load_config(name)
    stem = Path(name).stem
    job = Job(name=stem, config=config, data=data, out=out or Path("runs") / stem, rows=rows, seed=seed, resume=resume)
    record = train(job)
    for row, tokens in record.too_long.items():
        click.echo(f"left out: {row} has {tokens} tokens, more than {config.training.max_tokens}", err=True)
    final = ", ".join(f"{key} {value:.4f}" for key, value in record.final.items())
    click.echo(
        f"{record.rows} rows, {record.steps} steps in {record.seconds:.0f} s: {final}; adapter in {job.out / 'adapter'}"
    )


@command.command("prefer")
@click.option("--method", type=click.Choice([each.value for each in Method]), required=True)
@click.option("--config", "name", default="smollm2-135m", show_default=True,
              help="A name in ml/train/configs/prefer, or a file.")  # fmt: skip
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), default=Path("data/preferences"),
              show_default=True, help="The folder of preference rows.")  # fmt: skip
@click.option("--people", type=click.IntRange(20), default=None,
              help="First make the rows of so many simulated people in --data.")  # fmt: skip
@click.option("--choices", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=None,
              help="With --people: a file of `fitai preferences export` to take in too.")  # fmt: skip
@click.option("--adapter", type=click.Path(exists=True, file_okay=False, path_type=Path), default=None,
              help="The fine-tuned adapter to start from.")  # fmt: skip
@click.option("--reward", type=click.Path(exists=True, file_okay=False, path_type=Path), default=None,
              help="For grpo: the adapter of a reward model, beside the rules.")  # fmt: skip
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=None,
              help="Default: runs/NAME-METHOD.")  # fmt: skip
@click.option("--steps", type=click.IntRange(1), default=None, help="Optimizer steps, other than the config's.")
@click.option("--seed", type=int, default=42, show_default=True)
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint in --out.")
def prefer(
    method: str,
    name: str,
    data: Path,
    people: int | None,
    choices: Path | None,
    adapter: Path | None,
    reward: Path | None,
    out: Path | None,
    steps: int | None,
    seed: int,
    resume: bool,  # noqa: FBT001 - click's
) -> None:
    """Align with preferences: measured before and after; exit code 1 when fewer answers are valid than before."""
    if choices and people is None:
        raise ConfigError("--choices is taken in when the rows are made: give --people too.")
    if people is not None:
        from ml.train.prefer.pairs import make_preferences  # noqa: PLC0415 - loads the catalogue

        made = make_preferences(data, people=people, seed=seed, choices=choices)
        for what, counts in (("rows", made.rows), ("left out", made.left_out)):
            if counts:
                click.echo(f"{what}: " + ", ".join(f"{key} {count}" for key, count in counts.items()))
    try:
        from ml.train.prefer.report import lines_of  # noqa: PLC0415 - heavy, and optional
        from ml.train.prefer.run import Job, align  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ConfigError(f"Training needs {error.name}, which is not installed: run `make install-train`.") from error
    stem = f"{Path(name).stem}-{method}"
    record = align(
        Job(
            name=stem,
            method=Method(method),
            config=load_prefer_config(name),
            data=data,
            out=out or Path("runs") / stem,
            adapter=adapter,
            reward=reward,
            steps=steps,
            seed=seed,
            resume=resume,
        )
    )
    for line in lines_of(record):
        click.echo(line)
    if record.safe is False:
        raise SystemExit(1)


@command.command("export")
@click.argument("adapter", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The .gguf file to write.")
@click.option("--name", required=True, help="What requests and provenance name it by.")
@click.option("--licence", default="Apache-2.0", show_default=True)
def export(adapter: Path, out: Path, name: str, licence: str) -> None:
    """The PEFT adapter in the folder ADAPTER as a GGUF file for the embedded model, with its card beside it."""
    try:
        from ml.serve.export import export_adapter  # noqa: PLC0415 - needs a training library
        from ml.serve.weights import embedded_weights  # noqa: PLC0415

        card = export_adapter(adapter, embedded_weights(), out, name=name, licence=licence)
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"{error.name} is not installed; `make install-train` installs what training needs."
        ) from error
    click.echo(f"{out}: sha256 {card.sha256}")


@command.command("parity")
@click.argument("trained", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("exported", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--config", "name", default="smollm2-135m", show_default=True)
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("data/pairs"))
@click.option("--most", type=click.IntRange(1), default=20, show_default=True, help="Held-out prompts.")
def parity(trained: Path, exported: Path, name: str, data: Path, most: int) -> None:
    """Compare greedy answers of the TRAINED adapter's folder and of the EXPORTED file on held-out menu prompts."""
    try:
        from ml.serve.adapter import load_adapter  # noqa: PLC0415 - heavy, and optional
        from ml.train.dataset.rows import read_rows  # noqa: PLC0415
        from ml.train.parity import compare  # noqa: PLC0415
        from ml.train.sft.config import load_config  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"{error.name} is not installed; `make install-train` installs what training needs."
        ) from error
    rows = list(read_rows(data / "menu.eval.jsonl", most=most))
    found = compare(load_config(name), trained, load_adapter(exported), rows)
    click.echo(
        f"{found.same} of {found.prompts} greedy answers are the same text; {100 * found.shared:.1f} % of the "
        f"characters come before the first difference. Without the adapter {found.plain_same} are the same."
    )
