"""The office's observations: versions of one table, each holding all of it. A file is added whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from luodi.indicators import Observation, Observations
from luodi.indicators.observation_table import COLUMNS, Additions, additions
from luodi.web import audit
from luodi.web.actor import Actor
from luodi.web.models import Dataset


def latest() -> Dataset | None:
    """The version that counts, without its table."""
    return Dataset.objects.defer("table").select_related("account").first()


def rows_of(dataset: Dataset | None) -> tuple[Observation, ...]:
    """The observations of a version, in the order in which they were added."""
    return _rows(dataset.version, dataset.sha256) if dataset else ()


def observations_of(dataset: Dataset | None) -> Observations:
    """The observations of a version by series, to assess with."""
    return _series(dataset.version, dataset.sha256) if dataset else Observations(())


@lru_cache(maxsize=4)
def _rows(version: int, sha256: str) -> tuple[Observation, ...]:
    # What was checked when it came in is not checked again at each start: that takes thirty times as long.
    table = Dataset.objects.values_list("table", flat=True).get(version=version)
    rows = csv.DictReader(io.StringIO(table))
    return tuple(Observation(**{**row, "value": Decimal(row["value"])}) for row in rows)  # type: ignore[arg-type]


def _table(rows: Iterable[Observation]) -> str:
    """The observations as CSV in luodi's own columns."""
    written = io.StringIO()
    names = [column.key for column in COLUMNS]
    table = csv.writer(written)
    table.writerow(names)
    table.writerows([getattr(row, name) for name in names] for row in rows)
    return written.getvalue()


@lru_cache(maxsize=2)
def _series(version: int, sha256: str) -> Observations:
    return Observations(_rows(version, sha256))


def check(data: bytes, name: str) -> tuple[Dataset | None, Additions]:
    """What a CSV or Excel file would add to which version. SheetErrors, with all that is wrong by row and cell."""
    dataset = latest()
    return dataset, additions(rows_of(dataset), (data, name))


def load_observations(actor: Actor, data: bytes, name: str) -> Additions:
    """Add what a CSV or Excel file holds, as a new version where any of it is new. SheetErrors: nothing was added."""
    with audit.writing():
        before, found = check(data, name)
        if not found.new:
            return found
        rows = (*rows_of(before), *found.new)
        table = _table(rows)
        dataset = Dataset.objects.create(
            table=table, rows=len(rows), sha256=hashlib.sha256(table.encode()).hexdigest(), account=actor.account,
            name=name[:255],
        )  # fmt: skip
        audit.record(
            "observations-imported", f"{dataset.version} {name}", account=actor.account.username,
            role=actor.account.role, address=actor.address, added=len(found.new), rows=dataset.rows,
            sha256=dataset.sha256, file=hashlib.sha256(data).hexdigest(),
        )  # fmt: skip
        from luodi.web.measuring import assess_all_later  # which looks at what is stored here

        assess_all_later()
    return found
