"""Aligning the tiny model: each method trains what it should, measures are right, a resumed run is the same run."""

import math
from pathlib import Path

import msgspec
import pytest

torch = pytest.importorskip("torch", reason="the training libraries are not installed: make install-train")

from click.testing import CliRunner
from msgspec.structs import replace
from transformers import TrainerCallback

from domain.errors import ConfigError, InvalidInput
from ml.train.command import command
from ml.train.dataset.rows import Split
from ml.train.prefer import run as run_module
from ml.train.prefer.config import CONFIGS, Method, load_prefer_config
from ml.train.prefer.curves import Point
from ml.train.prefer.measures import Measures, Safety, accuracy, by_likelihood, safety, scorer
from ml.train.prefer.models import scoring
from ml.train.prefer.report import lines_of
from ml.train.prefer.rewards import learned
from ml.train.prefer.rows import PreferenceRow, file_of, read_preferences
from ml.train.prefer.run import Job, Record, align, is_safe
from ml.train.prefer.talks import prompt_of
from ml.train.sft.base import load_base
from ml.train.sft.config import load_config

pytestmark = pytest.mark.train


def _job(rows: Path, out: Path, method: Method, **changes: object) -> Job:
    return replace(Job(name="tiny", method=method, config=load_prefer_config("tiny"), data=rows, out=out), **changes)


def _points(out: Path) -> list[Point]:
    return msgspec.json.decode((out / "curves.json").read_bytes(), type=list[Point])


def _held_out(rows: Path) -> list[PreferenceRow]:
    return list(read_preferences(file_of(rows, Split.EVAL)))


def _base(rows: Path):
    start = load_config("tiny")
    texts = [text for row in _held_out(rows)[:50] for text in (row.prompt.system, row.prompt.user, row.chosen)]
    return *load_base(start, texts), start


@pytest.fixture(scope="module")
def one_pair(rows: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One training and one held-out row, the same: what a few steps can learn by heart."""
    folder = tmp_path_factory.mktemp("one")
    line = file_of(rows, Split.EVAL).read_bytes().splitlines()[0]
    for split in Split:
        file_of(folder, split).write_bytes(b"\n".join([line] * 8) + b"\n")
    return folder


@pytest.mark.parametrize("method", [Method.REWARD, Method.DPO, Method.KTO], ids=str)
def test_it_learns_which_answer_is_better(method: Method, one_pair: Path, tmp_path: Path) -> None:
    record = align(_job(one_pair, tmp_path, method, steps=12))
    points = _points(tmp_path)
    assert points[-1].loss < points[0].loss - 0.02
    assert points[-1].margin is None or points[-1].margin > 0
    assert record.after.accuracy["all"] == 1.0
    assert record.after.lead["all"] > record.before.lead["all"] + 0.1
    assert record == msgspec.json.decode((tmp_path / "run.json").read_bytes(), type=Record)
    assert record.steps == 12
    assert record.rows == 8
    assert (record.safe is None) is (method is Method.REWARD)
    assert {path.name for path in (tmp_path / "adapter").iterdir() if path.is_dir()} == set()  # no frozen copy
    assert (tmp_path / "curves.png").stat().st_size > 3_000


def test_grpo_follows_rules_and_reward_model_and_that_model_is_found_again(rows: Path, tmp_path: Path) -> None:
    reward = align(_job(rows, tmp_path / "reward", Method.REWARD, steps=4))
    model, tokenizer, start = _base(rows)
    folder = tmp_path / "reward" / "adapter"
    score = scorer(scoring(model, start.lora, folder, 1, tokenizer.pad_token_id).eval(), tokenizer)
    held_out = _held_out(rows)
    prompts = [prompt_of(row.prompt, "gemma") for row in held_out[:3]]
    found = score(prompts, [row.chosen for row in held_out[:3]])
    assert len(set(found)) == 3
    assert found[0] == pytest.approx(score(prompts[:1], [held_out[0].chosen])[0], abs=0.02)  # whatever else is asked
    answers = [[{"role": "assistant", "content": row.chosen}] for row in held_out[:3]]
    assert learned(score)(prompts=prompts, completions=answers, trainer_state=None) == [
        pytest.approx(1 / (1 + math.exp(-value)), abs=1e-6) for value in found
    ]
    record = align(_job(rows, tmp_path / "grpo", Method.GRPO, steps=2, reward=folder))
    assert record.reward_sha256 == reward.adapter_sha256
    points = _points(tmp_path / "grpo")
    assert all(0 < point.reward < 2 for point in points if point.reward is not None)
    assert points[0].reward is not None
    assert points[-1].kl is not None


class _Killed(Exception):
    """Ends a run from inside, as a kill would: nothing after the last checkpoint is kept."""


class _KillAt(TrainerCallback):
    def on_step_end(self, args, state, control, **rest):
        if state.global_step == 4:
            raise _Killed


def test_a_resumed_run_from_an_adapter_is_the_same_run(rows: Path, tmp_path: Path, monkeypatch) -> None:
    start = align(_job(rows, tmp_path / "start", Method.DPO, steps=1)).adapter_sha256
    job = _job(rows, tmp_path / "whole", Method.DPO, adapter=tmp_path / "start" / "adapter")
    record = align(job)
    whole = _points(tmp_path / "whole")
    assert record.start_sha256 == start != record.adapter_sha256
    assert whole[0].loss == pytest.approx(math.log(2), abs=1e-3)  # it begins as its own reference
    make = run_module.trainer_of

    def killed(*arguments):
        trainer = make(*arguments)
        trainer.add_callback(_KillAt())
        return trainer

    monkeypatch.setattr(run_module, "trainer_of", killed)
    with pytest.raises(_Killed):
        align(replace(job, out=tmp_path / "cut"))
    monkeypatch.setattr(run_module, "trainer_of", make)
    resumed = align(replace(job, out=tmp_path / "cut", resume=True))
    again = _points(tmp_path / "cut")
    assert [point.step for point in again] == [point.step for point in whole]
    assert [point.loss for point in again] == [pytest.approx(point.loss, abs=2e-3) for point in whole]
    assert [point.margin for point in again] == [pytest.approx(point.margin, abs=5e-3) for point in whole]
    assert resumed.before == record.before


class _Scripted:
    """A model that answers what it is told, in tokens."""

    def __init__(self, tokenizer, answers: list[str]) -> None:
        self._answers = [tokenizer(answer, add_special_tokens=False).input_ids for answer in answers]

    def generate(self, *, input_ids, attention_mask, max_new_tokens, do_sample, pad_token_id):
        assert not do_sample
        width = max(len(answer) for answer in self._answers)
        assert width <= max_new_tokens
        new = [[*self._answers.pop(0)] for _ in range(len(input_ids))]
        return torch.cat(
            [input_ids, torch.tensor([[*each, *[pad_token_id] * (width - len(each))] for each in new])], dim=1
        )


def test_safety_is_the_share_of_valid_answers(rows: Path) -> None:
    _, tokenizer, _ = _base(rows)
    row = next(row for row in _held_out(rows) if row.source == "empty")
    model = _Scripted(tokenizer, [row.chosen, row.rejected, "Sure! " + row.chosen, row.chosen])
    found = safety(model, tokenizer, [row.prompt] * 4, template="gemma", most=200)
    assert (found.answers, found.valid) == (4, 0.5)
    assert {name: count for name, count in found.faults.items() if count} == {"empty": 1, "unreadable": 1}


def test_likelihood_is_that_of_the_answer_alone(rows: Path) -> None:
    """Against the plain sum over each side by itself: padding and the prompt count for nothing."""
    model, tokenizer, _ = _base(rows)
    model.eval()
    lead_of = by_likelihood(model, tokenizer, "gemma")

    def plain(row: PreferenceRow, answer: str) -> float:
        prompt = prompt_of(row.prompt, "gemma")
        heads = tokenizer.apply_chat_template(prompt, tokenize=False, add_generation_prompt=True)
        whole = tokenizer.apply_chat_template([*prompt, {"role": "assistant", "content": answer}], tokenize=False)
        start = len(tokenizer(heads, add_special_tokens=False).input_ids)
        ids = tokenizer(whole, add_special_tokens=False, return_tensors="pt").input_ids
        with torch.no_grad():
            scores = torch.log_softmax(model(input_ids=ids).logits[0, :-1].float(), dim=-1)
        return scores.gather(1, ids[0, 1:, None])[start - 1 :].sum().item()

    for row in _held_out(rows)[:10]:
        assert lead_of(row) == pytest.approx(plain(row, row.chosen) - plain(row, row.rejected), abs=0.1), row.id


def test_accuracy_is_counted_by_source(rows: Path) -> None:
    held_out = _held_out(rows)
    found = accuracy(held_out, lambda row: 2.0 if row.source == "taste" else -1.0)
    assert found.accuracy["taste"] == 1.0
    assert found.accuracy["empty"] == 0.0
    assert (found.lead["taste"], found.lead["empty"]) == (2.0, -1.0)
    assert found.accuracy["all"] == pytest.approx(found.rows["taste"] / len(held_out), abs=1e-4)
    assert found.rows["all"] == len(held_out)


def _measures(valid: float | None) -> Measures:
    answered = None if valid is None else Safety(answers=4, valid=valid, faults={"repeat": 1})
    return Measures(rows={"all": 4}, accuracy={"all": 0.5}, lead={"all": 0.1}, safety=answered)


def test_fewer_valid_answers_are_not_safe_and_end_the_command_with_an_error(
    rows: Path, tmp_path: Path, monkeypatch
) -> None:
    assert is_safe(_measures(0.5), _measures(0.5))
    assert is_safe(_measures(0.5), _measures(0.75))
    assert is_safe(_measures(0.5), _measures(0.25)) is False
    assert is_safe(_measures(None), _measures(None)) is None
    seen = iter([_measures(0.75), _measures(0.5)])
    monkeypatch.setattr(run_module, "_measured", lambda *_: next(seen))
    options = ["prefer", "--method", "dpo", "--config", "tiny", "--steps", "1"]
    done = CliRunner().invoke(command, [*options, "--data", str(rows), "--out", str(tmp_path / "out")])
    assert done.exit_code == 1, done.output
    assert "valid answers without a grammar: 0.750 -> 0.500 of 4 (after: repeat 1)" in done.output
    assert "NOT SAFE" in done.output
    record = msgspec.json.decode((tmp_path / "out" / "run.json").read_bytes(), type=Record)
    assert record.safe is False
    assert "NOT SAFE" not in "".join(lines_of(replace(record, safe=True)))


def test_the_command_makes_the_rows_first_and_measures(tmp_path: Path) -> None:
    options = ["prefer", "--method", "reward", "--config", "tiny", "--steps", "1", "--people", "20", "--seed", "3"]
    done = CliRunner().invoke(command, [*options, "--data", str(tmp_path / "data"), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert "rows: empty.eval" in done.output
    assert "preference accuracy on held-out rows and mean lead" in done.output


def test_what_cannot_be_used_is_refused(rows: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"preferences.train.jsonl is missing; make it with"):
        align(_job(tmp_path, tmp_path, Method.DPO))
    config = load_prefer_config("tiny")
    with pytest.raises(InvalidInput, match="at most 64 tokens"):
        align(_job(rows, tmp_path, Method.DPO, config=replace(config, max_tokens=64)))
    with pytest.raises(ConfigError, match=r"no \[methods.dpo\]; allowed: kto"):
        align(_job(rows, tmp_path, Method.DPO, config=replace(config, methods={Method.KTO: config.methods["kto"]})))
    with pytest.raises(ConfigError, match="holds no adapter"):
        align(_job(rows, tmp_path, Method.DPO, adapter=tmp_path))


def test_an_adapter_of_another_base_is_refused(rows: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    align(_job(rows, tmp_path / "start", Method.DPO, steps=1))
    path = tmp_path / "start" / "adapter" / "adapter_model.safetensors"
    weights = load_file(path)
    save_file({name.replace("layers.1", "layers.9"): each for name, each in weights.items()}, path)
    with pytest.raises(ConfigError, match="does not fit the base"):
        align(_job(rows, tmp_path / "out", Method.DPO, adapter=path.parent))


def test_configs_are_read_and_errors_name_the_field(tmp_path: Path) -> None:
    names = {path.stem for path in CONFIGS.glob("*.toml")}
    assert names >= {"smollm2-135m", "tiny"}
    for name in names:
        assert set(load_prefer_config(name).methods) == set(Method)
    with pytest.raises(ConfigError, match=r"allowed: .*smollm2-135m"):
        load_prefer_config("gemma-9t")
    bad = tmp_path / "bad.toml"
    bad.write_text((CONFIGS / "tiny.toml").read_text().replace("generations = 2", "generations = 1"))
    with pytest.raises(ConfigError, match=r"bad.toml: .*generations"):
        load_prefer_config(str(bad))
