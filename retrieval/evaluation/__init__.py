"""Evaluation: gold questions, grades, recall, tables, the ablation, and the fitting of the answerability classifier.

In: an engine and gold questions. Out: figures as tables; `data/gate.json`.
May import: everything in `retrieval`.
"""
