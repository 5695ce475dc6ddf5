"""Word errors, and which word was heard where.

The distance is Levenshtein's over words, with one addition: two words on one side that are one word
on the other (`wi fi`, `wifi`) are no error.
"""

from dataclasses import dataclass


@dataclass
class Alignment:
    """How many errors, of how many words, and the pairs (reference, hypothesis) that agree."""

    errors: int
    words: int
    pairs: list

    @property
    def error_rate(self):
        return self.errors / max(self.words, 1)


def align(reference, hypothesis):
    """Aligns two lists of `Heard`."""
    rows, columns = len(reference), len(hypothesis)
    cost = [[0] * (columns + 1) for _ in range(rows + 1)]
    step = [[None] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows + 1):
        for j in range(columns + 1):
            if i or j:
                cost[i][j], step[i][j] = min(_ways(cost, reference, hypothesis, i, j))
    pairs, i, j = [], rows, columns
    while i or j:
        back_i, back_j = step[i][j]
        if cost[i][j] == cost[i - back_i][j - back_j] and back_i and back_j:
            pairs.append((reference[i - back_i], hypothesis[j - back_j]))
        i, j = i - back_i, j - back_j
    return Alignment(cost[rows][columns], rows, pairs[::-1])


def _ways(cost, reference, hypothesis, i, j):
    if i and j:
        same = reference[i - 1].word == hypothesis[j - 1].word
        yield cost[i - 1][j - 1] + (not same), (1, 1)
    if i:
        yield cost[i - 1][j] + 1, (1, 0)
    if j:
        yield cost[i][j - 1] + 1, (0, 1)
    if i > 1 and j and _joined(reference[i - 2 : i]) == hypothesis[j - 1].word:
        yield cost[i - 2][j - 1], (2, 1)
    if i and j > 1 and reference[i - 1].word == _joined(hypothesis[j - 2 : j]):
        yield cost[i - 1][j - 2], (1, 2)


def _joined(words):
    return "".join(word.word for word in words)
