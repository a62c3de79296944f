"""Models that are not ours: zero-shot, several side by side, on PyTorch, and never downloaded unasked."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path

import pytest

from pipelines.classify import Classifier
from pipelines.classify.model_folder import ModelFolder, folder_of
from pipelines.errors import ModelError
from pipelines.policy import Model
from tests.classify.test_transformer import LABELS, TINY, logistic, opened


@pytest.fixture
def inference(tmp_path):
    """A tiny model of inference: a text with "grim" in it entails anything."""
    folder = Path(shutil.copytree(TINY, tmp_path / "inference"))
    config = json.loads((folder / "config.json").read_text())
    names = {"0": "ENTAILMENT", "1": "neutral", "2": "CONTRADICTION"}
    (folder / "config.json").write_text(json.dumps(config | {"id2label": names}))
    (folder / "weekwatch.json").write_text('{"name": "inference"}')
    return folder


def test_a_zero_shot_model_is_asked_a_sentence_for_each_category(inference):
    asked = {"safeguarding": "The ward was kind", "outbound.tone": "cheap"}
    model = opened(inference, {}, hypotheses=asked)
    grim, kind = model.score(["the grim ward", "the kind ward"])
    assert grim.scores == {"safeguarding": logistic(8)}
    assert kind.scores == {"safeguarding": logistic(0)}
    assert [(r.start, r.end) for r in grim.reasons] == [(4, 8)]
    assert model.score(["the grim ward"], "outbound")[0].scores == {"tone": logistic(8)}


def test_hypotheses_want_a_model_of_inference():
    with pytest.raises(ModelError, match="a model of inference"):
        opened(TINY, {}, hypotheses={"abuse": "This is rude."})


def test_scores_of_several_models_live_side_by_side(inference):
    both = Classifier([
        Model(source=str(TINY), labels=LABELS),
        Model(source=str(inference), hypotheses={"safeguarding": "The ward was kind"}),
    ])  # fmt: skip
    (scored,) = both.score(["the grim ward"])
    assert both.name == "tiny-1, inference"
    assert scored.by_model == {
        "tiny-1": {"safeguarding.self_harm": 0.982, "advertising": 0.018, "abuse.threat": 0.018},
        "inference": {"safeguarding": 0.9997},
    }
    assert scored.scores["safeguarding"] == 0.9997
    assert {span.detector for span in scored.spans if span.category == "safeguarding"} == {"tiny-1", "inference"}


@pytest.mark.parametrize("turn", [1, -1])
def test_the_order_of_models_changes_nothing_even_where_one_weighs_the_patterns(inference, tmp_path, turn):
    weighing = Path(shutil.copytree(TINY, tmp_path / "weighing"))
    (weighing / "weekwatch.json").write_text('{"name": "weighing", "patterns": {"harmful": 1.0}}')
    models = [
        Model(source=str(weighing), labels={"harmful": "advertising"}),
        Model(source=str(inference), hypotheses={"advertising": "The ward was kind"}),
    ]
    sold = "Follow my page and DM me to order, 20% off"
    assert Classifier().score([sold])[0].scores["advertising"] > 0.6
    found = Classifier(models[::turn]).score(["the grim ward", sold])
    assert found[0].scores["advertising"] == 0.9997
    # The pattern is sure of this one; the model that weighs it in is not, and the other cannot tell.
    assert found[1].scores["advertising"] == 0.5


def test_a_category_is_as_sure_as_the_surest_of_its_sub_kinds_but_for_mere_swearing():
    kinds = {"harmful": "abuse.attack", "advertising": "abuse"}
    assert Classifier([Model(source=str(TINY), labels=kinds)]).score(["the grim ward"])[0].scores["abuse"] > 0.9
    mild = kinds | {"harmful": "abuse.profanity"}
    assert Classifier([Model(source=str(TINY), labels=mild)]).score(["the grim ward"])[0].scores["abuse"] < 0.1


def test_what_is_in_another_language_is_left_to_a_person():
    model = Classifier([Model(source=str(TINY), labels={"harmful": "safeguarding"})])
    said = model.score(["Nie mogę się dostać do lekarza od trzech tygodni, dziecko ma gorączkę grim"])[0]
    assert said.language == "pl"
    assert said.scores["safeguarding"] == 0
    assert model.score(["grim"])[0].scores["safeguarding"] > 0.9


@pytest.mark.parametrize("source", ["gone", "../gone/model"])
def test_a_folder_that_is_not_there_is_named(source, tmp_path):
    with pytest.raises(ModelError, match="no such model folder"):
        folder_of(Model(source=source), tmp_path)


def test_an_id_is_not_fetched_unless_the_policy_says_so(tmp_path, monkeypatch):
    import huggingface_hub

    asked = []

    def fetch(name, *, allow_patterns, local_files_only):
        asked.append((name, local_files_only))
        if local_files_only:
            raise FileNotFoundError(name)
        return str(TINY)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", fetch)
    with pytest.raises(ModelError, match="someone/model: this model is not on this computer"):
        folder_of(Model(source="someone/model"), tmp_path)
    assert folder_of(Model(source="someone/model", may_download=True), tmp_path) == TINY
    assert asked == [("someone/model", True), ("someone/model", False)]


def test_a_folder_beside_the_policy_is_found(tmp_path):
    shutil.copytree(TINY, tmp_path / "models" / "mine")
    assert folder_of(Model(source="models/mine"), tmp_path) == tmp_path / "models" / "mine"


@pytest.mark.skipif(importlib.util.find_spec("torch") is not None, reason="PyTorch is installed")
def test_without_pytorch_a_model_that_needs_it_says_so():
    with pytest.raises(ModelError, match="it needs PyTorch"):
        ModelFolder(TINY, Model(source=str(TINY), labels=LABELS, runtime="torch"))


def test_pytorch_and_onnx_are_one_seam(tmp_path):
    torch = pytest.importorskip("torch")
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=10, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8,
        num_labels=2, id2label={0: "abuse", 1: "illegal"}, problem_type="multi_label_classification",
    )  # fmt: skip
    model = BertForSequenceClassification(config).eval()
    model.save_pretrained(tmp_path / "bert")
    shutil.copy(TINY / "tokenizer.json", tmp_path / "bert")
    (judged,) = opened(tmp_path / "bert", {}, runtime="torch").score(["the grim ward"])
    ids = torch.tensor([[2, 6, 4, 7, 3]])
    expected = torch.sigmoid(model(input_ids=ids).logits)[0].tolist()
    assert [judged.scores["abuse"], judged.scores["illegal"]] == pytest.approx(expected, abs=1e-5)
    assert judged.reasons
