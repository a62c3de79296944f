import json
import shutil
import sys
from pathlib import Path

import pytest

from pipelines.classify import Classifier
from pipelines.classify.model_folder import ModelFolder
from pipelines.classify.transformer import Transformer
from pipelines.errors import ModelError
from pipelines.policy import Model

TINY = Path(__file__).parent.parent / "models" / "tiny"
LABELS = {"harmful": "safeguarding.self_harm"}


@pytest.fixture(scope="module")
def tiny():
    return opened(TINY)


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(TINY, tmp_path / "copy"))


def opened(folder, labels=LABELS, **more):
    return Transformer(ModelFolder(folder, Model(source=str(folder), labels=labels, **more)))


def with_model(folder=TINY, labels=LABELS):
    return Classifier([Model(source=str(folder), labels=labels)])


def scores(model, texts):
    return [judged.scores for judged in model.score(texts)]


def logistic(x):
    return pytest.approx(1 / (1 + 2.718281828459045**-x), abs=1e-6)


def test_each_label_is_a_probability_of_its_own_under_our_names(tiny):
    assert scores(tiny, ["the grim ward", "cheap"]) == [
        {"safeguarding.self_harm": logistic(4), "advertising": logistic(-4), "abuse.threat": logistic(-4)},
        {"safeguarding.self_harm": logistic(-4), "advertising": logistic(2), "abuse.threat": logistic(-4)},
    ]


def test_the_end_of_a_long_text_counts_too(tiny):
    assert scores(tiny, ["the " * 100 + "grim"])[0]["safeguarding.self_harm"] == logistic(4)


def test_order_and_company_do_not_change_a_score(tiny):
    texts = ["the ward " * n + word for n in range(20) for word in ("grim", "cheap", "kind")]
    assert scores(tiny, texts) == [scores(tiny, [text])[0] for text in texts]


def test_an_empty_text_scores_nothing(tiny):
    assert scores(tiny, ["", "  "]) == [{"safeguarding.self_harm": 0, "advertising": 0, "abuse.threat": 0}] * 2


def test_single_label_models_share_out_one_whole(folder):
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"problem_type": "single_label_classification"}))
    found = scores(opened(folder), ["the grim ward"])[0]
    assert sum(found.values()) == pytest.approx(1)
    assert found["safeguarding.self_harm"] == pytest.approx(0.99933, abs=1e-5)


def test_a_temperature_softens_the_scores(folder):
    (folder / "weekwatch.json").write_text('{"temperature": 2}')
    assert scores(opened(folder), ["grim"])[0]["safeguarding.self_harm"] == logistic(2)


def test_a_label_mapped_to_none_is_left_out(folder):
    assert set(scores(opened(folder, {"harmful": "none"}), ["grim"])[0]) == {"advertising", "abuse.threat"}


def test_model_and_patterns_together_give_the_higher_score():
    both = with_model()
    scored = both.score(["the grim ward"])[0]
    assert (scored.scores["safeguarding"], scored.scores["safeguarding.self_harm"]) == (0.982, 0.982)
    assert (both.name, both.describe()) == ("tiny-1", "patterns 23; model tiny-1")


def test_the_version_follows_model_and_contacts(folder):
    alone, both = Classifier(), with_model()
    (folder / "weekwatch.json").write_text('{"name": "tiny-1", "temperature": 3}')
    versions = {
        alone.version,
        both.version,
        with_model(folder).version,
        Classifier(own_contacts=["01632 960555"]).version,
    }
    assert len(versions) == 4
    assert Classifier().version == alone.version


@pytest.mark.parametrize(
    ("damage", "labels", "what"),
    [
        (shutil.rmtree, LABELS, "no such model folder"),
        (lambda f: (f / "config.json").write_text("{"), LABELS, "missing or no JSON"),
        (lambda f: (f / "config.json").write_text("{}"), LABELS, "names no labels"),
        (lambda f: (f / "model_quantized.onnx").unlink(), LABELS, "holds no .onnx"),
        (lambda f: (f / "model_quantized.onnx").write_bytes(b"no model"), LABELS, "cannot open it"),
        (lambda f: (f / "tokenizer.json").write_text("{"), LABELS, "tokenizer cannot be read"),
        (lambda f: None, {}, 'label "harmful" means no category'),
        (lambda f: (f / "weekwatch.json").write_text('{"temperature": 0}'), LABELS, "a number above 0"),
    ],
)
def test_an_unusable_model_is_named_in_one_line(folder, damage, labels, what):
    damage(folder)
    with pytest.raises(ModelError, match=what) as raised:
        opened(folder, labels)
    assert str(folder) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_patterns_alone_need_neither_transformers_nor_onnxruntime():
    import subprocess

    code = "import sys; from pipelines.classify import Classifier; Classifier().score(['ring 07700 900123'])\n"
    code += "print([m for m in ('transformers', 'onnxruntime', 'torch') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
