"""Logistic regression with ridge penalty, by Newton's method, and the same with weights of known signs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RIDGE = 100.0


def logistic_regression(
    x: NDArray[np.float64], y: NDArray[np.float64], ridge: float = RIDGE, balanced: bool = True
) -> tuple[NDArray[np.float64], float]:
    """Ridge-penalised logistic regression by Newton's method: weights and bias.

    ``balanced``: both classes weigh the same, however many cases each has.

    >>> weights, bias = logistic_regression(np.array([[-1.0], [1.0]] * 50), np.array([0.0, 1.0] * 50))
    >>> bool(weights[0] > 0), abs(round(bias, 6))
    (True, 0.0)
    """
    design = np.hstack([x, np.ones((len(x), 1))])
    sides = np.where(y == 1, len(y) / (2 * y.sum()), len(y) / (2 * (len(y) - y.sum())))
    balance = sides if balanced else np.ones(len(y))
    penalty = np.diag([ridge] * x.shape[1] + [0.0])
    beta = np.zeros(design.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-design @ beta))
        gradient = design.T @ (balance * (p - y)) + penalty @ beta
        hessian = design.T @ (design * (balance * p * (1 - p))[:, None]) + penalty
        step = np.linalg.solve(hessian, gradient)
        beta -= step
        if np.abs(step).max() < 1e-8:
            break
    return beta[:-1], float(beta[-1])


def signed_regression(
    x: NDArray[np.float64], y: NDArray[np.float64], signs: NDArray[np.float64], ridge: float
) -> tuple[NDArray[np.float64], float]:
    """The regression over those features whose weights come out with the signs that they must have; the others weigh 0.

    Features of the wrong sign are left out and the rest is fitted again until none is left.

    >>> x, y = np.array([[-1.0, 1.0], [1.0, -1.0]] * 50), np.array([0.0, 1.0] * 50)
    >>> weights, _ = signed_regression(x, y, np.array([1.0, 1.0]), 1.0)
    >>> bool(weights[0] > 0), float(weights[1])
    (True, 0.0)
    """
    kept = np.arange(x.shape[1])
    while True:
        fitted, bias = logistic_regression(x[:, kept], y, ridge, balanced=False)
        right = signs[kept] * fitted >= 0
        if right.all():
            weights = np.zeros(x.shape[1])
            weights[kept] = fitted
            return weights, bias
        kept = kept[right]
