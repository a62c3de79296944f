"""How a model of our own is made: examples in, a small ONNX model out.

``python -m pipelines.training`` does it all, in this order, seeded: ``examples`` gathers what we wrote and what public
data label; ``train`` fine-tunes a small sentence encoder with one head a label; ``calibrate`` turns its scores into
probabilities; ``export`` writes ONNX and its int8 twin. torch is needed here and nowhere else: nothing that users run
imports this package.
"""
