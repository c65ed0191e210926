"""Inner products of the records decided on so far, grown as decisions come."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from uptake.methods.screening.solver import Floats, Places, Product, Vector
from uptake.methods.screening.text import Features

HELD = 4096
"""Decisions up to which inner products are held (64 MB); past it they are computed as needed."""
ABREAST, FEW = 16, 4
"""Rows spread out over all columns at a time, to be multiplied with others; up to ``FEW`` are
quicker one by one. A product of two sparse matrices takes four to ten times as long."""


class Rows(Protocol):
    """Records as rows of numbers, of which the constant 1 is left out."""

    def inner(self, some: Places, others: Places) -> Floats:
        """Give the products of some rows with others."""
        ...

    def own(self, some: Places) -> Floats:
        """Give what is missing from each row's product with itself."""
        ...

    def lengths(self, some: Places) -> Floats:
        """Give each row's whole product with itself."""
        ...

    def combined(self, some: Places, factors: Floats) -> Floats:
        """Give the sum of some rows, each times its factor: one row."""
        ...

    def along(self, direction: Floats) -> Floats:
        """Give the product of every row with a direction."""
        ...

    def named(self, direction: Floats) -> Floats:
        """Give a direction with a number for each column, in the order they were given in."""
        ...

    def product(self, some: Places) -> Product:
        """Give the product of some rows' kernel with a vector, without holding the kernel."""
        ...


class WordRows:
    """Rows of words: sparse.

    Inside, the columns of frequent words stand beside each other: a product of all rows asks for
    them most, and they fit into the processor's nearest memory. Sums keep their order.
    """

    def __init__(self, texts: Features) -> None:
        often = np.bincount(texts.matrix.indices, minlength=texts.matrix.shape[1])
        self._place = np.empty(len(often), texts.matrix.indices.dtype)
        self._place[np.argsort(-often, kind="stable")] = np.arange(len(often))
        self._matrix = sp.csr_array(
            (texts.matrix.data, self._place[texts.matrix.indices], texts.matrix.indptr),
            shape=texts.matrix.shape,
        )
        self._own = texts.own
        row = np.repeat(np.arange(len(texts)), np.diff(texts.matrix.indptr))
        held = np.bincount(row, texts.matrix.data.astype(np.float64) ** 2, minlength=len(texts))
        self._lengths = (held + texts.own).astype(np.float32)
        self._last: Places = np.zeros(0, np.intp)
        self._chosen = self._matrix[:0]
        self._one = np.zeros(texts.matrix.shape[1], np.float32)

    def inner(self, some: Places, others: Places) -> Floats:
        """Give the products of some rows with others."""
        rows = self._rows(some)
        found = np.empty((len(some), len(others)), np.float32)
        if len(others) <= FEW:
            for at, other in enumerate(others):
                own = slice(*self._matrix.indptr[other : other + 2])
                self._one[self._matrix.indices[own]] = self._matrix.data[own]
                found[:, at] = rows @ self._one
                self._one[self._matrix.indices[own]] = 0
            return found
        few, width = self._matrix[others], min(len(others), ABREAST)
        spread = np.zeros((rows.shape[1], width), np.float32)
        column = np.repeat(np.arange(len(others)) % width, np.diff(few.indptr))
        for start in range(0, len(others), width):
            stop = min(start + width, len(others))
            own = slice(few.indptr[start], few.indptr[stop])
            cells = few.indices[own], column[own]
            spread[cells] = few.data[own]
            found[:, start:stop] = (rows @ spread)[:, : stop - start]
            spread[cells] = 0
        return found

    def own(self, some: Places) -> Floats:
        """Give the squared length of the pairs left out of each row."""
        return self._own[some]

    def lengths(self, some: Places) -> Floats:
        """Give the squared length of each row: 1 unless it is empty."""
        return self._lengths[some]

    def combined(self, some: Places, factors: Floats) -> Floats:
        """Give the sum of some rows, each times its factor."""
        return np.asarray(self._rows(some).T @ factors, np.float32)

    def along(self, direction: Floats) -> Floats:
        """Give the product of every row with a direction."""
        return np.asarray(self._matrix @ direction, np.float32)

    def _rows(self, some: Places) -> sp.csr_array:
        """Pick rows; those last picked are kept, as one fit asks for the same ones twice."""
        if not np.array_equal(some, self._last):
            self._last, self._chosen = some.copy(), self._matrix[some]
        return self._chosen

    def named(self, direction: Floats) -> Floats:
        """Give a direction in the order of the texts' columns."""
        return direction[self._place]

    def product(self, some: Places) -> Product:
        """Give the product of some rows' kernel with a vector: there and back again."""
        rows = sp.csr_array(self._matrix[some])
        columns = np.unique(rows.indices)
        rows = sp.csr_array(rows[:, columns])
        back = sp.csr_array(rows.T)
        return lambda vector: np.asarray(rows @ (back @ vector.astype(np.float32)), np.float64)


class VectorRows:
    """Rows of sentence vectors: dense, float32."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        self._matrix = vectors

    def inner(self, some: Places, others: Places) -> Floats:
        """Give the products of some rows with others."""
        return np.asarray(self._matrix[some] @ self._matrix[others].T, np.float32)

    def own(self, some: Places) -> Floats:
        """Nothing is left out."""
        return np.zeros(len(some), np.float32)

    def lengths(self, some: Places) -> Floats:
        """Give the squared length of each row."""
        return np.asarray((self._matrix[some] ** 2).sum(axis=1), np.float32)

    def combined(self, some: Places, factors: Floats) -> Floats:
        """Give the sum of some rows, each times its factor."""
        return np.asarray(self._matrix[some].T @ factors, np.float32)

    def along(self, direction: Floats) -> Floats:
        """Give the product of every row with a direction."""
        return np.asarray(self._matrix @ direction, np.float32)

    def named(self, direction: Floats) -> Floats:
        """Give a direction as it is."""
        return direction

    def product(self, some: Places) -> Product:
        """Give the product of some rows' kernel with a vector: there and back again."""
        rows = self._matrix[some]
        return lambda vector: np.asarray(rows @ (rows.T @ vector.astype(np.float32)), np.float64)


class Gram:
    """The kernel of the records decided on: theirs by number, in whatever order they came.

    Seen from outside they stand in ascending order, so that the order of decisions leaves no trace.
    """

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.records: Places = np.zeros(0, np.intp)
        self._came: Places = np.zeros(0, np.intp)
        self._held: Floats = np.zeros((0, 0), np.float32)
        self._rank: Places = np.zeros(0, np.intp)

    def add(self, new: Places) -> None:
        """Take in records that aren't there yet."""
        before = len(self._came)
        self._came = np.concatenate([self._came, new])
        count = len(self._came)
        if count <= HELD:
            if count > len(self._held):
                room = np.zeros((min(HELD, 2 * count),) * 2, np.float32)
                room[:before, :before] = self._held[:before, :before]
                self._held = room
            self._sort()
            block = np.empty((count, len(new)), np.float32)
            block[self._rank] = self.rows.inner(self.records, new) + np.float32(1)
            block[np.arange(before, count), np.arange(len(new))] += self.rows.own(new)
            self._held[:count, before:count] = block
            self._held[before:count, :count] = block.T
        else:
            self._held = np.zeros((0, 0), np.float32)
            self._sort()

    def drop(self, old: Places) -> None:
        """Let go of records."""
        kept = self._came[~np.isin(self._came, old)]
        self._came, self._held = np.zeros(0, np.intp), np.zeros((0, 0), np.float32)
        self.add(kept)

    def _sort(self) -> None:
        self._rank = np.argsort(self._came)
        self.records = self._came[self._rank]

    def diagonal(self) -> Vector:
        """Give the squared lengths, the constant's included."""
        return np.asarray(self.rows.lengths(self.records), np.float64) + 1

    def among(self, places: Places) -> Product:
        """Give the product of the kernel among these records with a vector."""
        if len(self._held):
            chosen = self._rank[places]
            block = self._held[chosen, : len(self._rank)].take(chosen, axis=1)
            return lambda vector: np.asarray(block @ vector.astype(np.float32), np.float64)
        records = self.records[places]
        product, own = self.rows.product(records), self.rows.own(records)

        def with_constant(vector: Vector) -> Vector:
            return np.asarray(product(vector) + own * vector + vector.sum(), np.float64)

        return with_constant

    def times(self, factors: Vector) -> Vector:
        """Give the product of the whole kernel with factors."""
        if not len(self._held):
            return self.among(np.arange(len(self.records)))(factors)
        count = len(self._rank)
        came = np.zeros(count, np.float32)
        came[self._rank] = factors
        return np.asarray((self._held[:count, :count] @ came)[self._rank], np.float64)

    def margins(self, factors: Vector) -> Floats:
        """Give what the factors say of every record, decided on or not."""
        weights = factors.astype(np.float32)
        direction = self.rows.combined(self.records, weights)
        margins = self.rows.along(direction) + np.float32(weights.sum())
        margins[self.records] += weights * self.rows.own(self.records)
        return np.asarray(margins, np.float32)
