"""`fitai train`: fine-tuning. Needs the training libraries: see the README's section on training."""

from pathlib import Path

import click

from domain.errors import ConfigError


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
