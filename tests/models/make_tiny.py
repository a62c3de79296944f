"""Makes tests/models/tiny: a classifier of one embedding per word, small enough to commit.

Run once with the ``onnx`` package installed: ``python tests/models/make_tiny.py``. The tests only read what it made.
A word adds its logit to each label: "grim" to the first, "cheap" to the second; all else lies at -4.
"""

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

FOLDER = Path(__file__).parent / "tiny"
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "grim", "cheap", "the", "ward", "was", "kind"]
LABELS = ["harmful", "advertising", "abuse.threat"]


def weights() -> np.ndarray:
    table = np.zeros((len(WORDS), len(LABELS)), dtype=np.float32)
    table[WORDS.index("[CLS]")] = -4
    table[WORDS.index("grim"), 0] = 8
    table[WORDS.index("cheap"), 1] = 6
    return table


def graph() -> onnx.ModelProto:
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["rows"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "last"], ["wide"]),
        helper.make_node("Mul", ["rows", "wide"], ["seen"]),
        helper.make_node("ReduceSum", ["seen", "one"], ["logits"], keepdims=0),
    ]
    shape = ["batch", "length"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in ("input_ids", "attention_mask")]
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", len(LABELS)])
    constants = [
        numpy_helper.from_array(weights(), "table"),
        numpy_helper.from_array(np.array([-1], dtype=np.int64), "last"),
        numpy_helper.from_array(np.array([1], dtype=np.int64), "one"),
    ]
    made = helper.make_graph(nodes, "tiny", inputs, [output], constants)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def tokenizer() -> Tokenizer:
    made = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return made


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    onnx.save(graph(), FOLDER / "model_quantized.onnx")
    tokenizer().save(str(FOLDER / "tokenizer.json"))
    config = {
        "model_type": "bert", "id2label": {str(i): name for i, name in enumerate(LABELS)},
        "problem_type": "multi_label_classification", "max_position_embeddings": 16,
    }  # fmt: skip
    own = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "pad_token": "[PAD]",
        "unk_token": "[UNK]",
        "cls_token": "[CLS]",
        "sep_token": "[SEP]",
    }
    for name, content in (
        ("config.json", config),
        ("tokenizer_config.json", own),
        ("weekwatch.json", {"name": "tiny-1"}),
    ):
        (FOLDER / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
