"""Everything that is kept in one archive, and back: database, evidence, uploaded documents.

The archive is a tar.gz. `tables/<model>.jsonl` holds a table: its columns, then a row a line, as plain values, so that
what was backed up from SQLite is restored to PostgreSQL and the other way round. `evidence/` holds the files by their
SHA-256. `manifest.json` comes last, with the size and SHA-256 of every other member and the migrations that the tables
belong to. Sessions, counts of failed sign-ins, outgoing mail and the secret key are not in it.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import hashlib
import json
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import BinaryField, DateTimeField, Model

from luodi.web import audit, evidence
from luodi.web.unable import Unable

APPS = ("web", "django_tasks_database")
FORMAT = "luodi/backup/1"
ROWS = 500
_MEMBER = re.compile(r"tables/[a-z_]+\.[a-z]+\.jsonl|evidence/([0-9a-f]{2})/(\1[0-9a-f]{62})|manifest\.json")
_LARGEST_MANIFEST = 256 * 1024 * 1024


@dataclass(frozen=True)
class Archive:
    """What an archive holds: rows of tables and files; `damaged` files are not what their SHA-256 says."""

    rows: int
    files: int
    damaged: tuple[str, ...] = ()


# ---------------------------------------------------------------- out


def backup(place: Path) -> Archive:
    """Write an archive, whole or not at all, while the site runs. OSError."""
    audit.record("backup", place.name, address="console")
    members: dict[str, dict[str, Any]] = {}
    rows, damaged = 0, []
    handle, made = tempfile.mkstemp(dir=place.resolve().parent, prefix=f".{place.name}.")
    try:
        with open(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
                with _snapshot():
                    migrations = _applied()
                    for model in _models(apps):
                        with tempfile.TemporaryFile() as table:
                            rows += _write_table(model, table)
                            _add(archive, members, f"tables/{model._meta.label_lower}.jsonl", table)
                # After the tables: what they name is there, since files are kept first and never removed.
                for path in sorted(Path(settings.EVIDENCE).glob("??/*")):
                    name = f"evidence/{path.parent.name}/{path.name}"
                    if _MEMBER.fullmatch(name):
                        with open(path, "rb") as content:
                            if _add(archive, members, name, content) != path.name:
                                damaged.append(path.name)
                manifest = {"format": FORMAT, "migrations": migrations, "members": members}
                with tempfile.TemporaryFile() as content:
                    content.write(json.dumps(manifest, indent=1).encode())
                    _add(archive, {}, "manifest.json", content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(made, place)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise
    return Archive(rows, sum(name.startswith("evidence/") for name in members), tuple(damaged))


@contextlib.contextmanager
def _snapshot() -> Iterator[None]:
    """Read the database as it is at one moment, without keeping others from writing."""
    mode = getattr(connection, "transaction_mode", None)
    try:
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
        with transaction.atomic():
            if connection.vendor == "postgresql":
                connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = mode  # type: ignore[attr-defined]


def _applied() -> list[list[str]]:
    """The latest migration of each app whose tables are kept."""
    loader = MigrationExecutor(connection).loader
    return sorted([app, name] for app, name in loader.graph.leaf_nodes() if app in APPS)


def _models(registry: Any) -> list[type[Model]]:
    return [model for app in APPS for model in registry.get_app_config(app).get_models()]


def _write_table(model: type[Model], file: IO[bytes]) -> int:
    fields = [field.attname for field in model._meta.concrete_fields]
    file.write(_line(fields))
    count = 0
    for row in model._base_manager.order_by("pk").values_list(*fields).iterator(chunk_size=ROWS):
        file.write(_line([base64.b64encode(value).decode() if _is_bytes(value) else value for value in row]))
        count += 1
    return count


def _is_bytes(value: object) -> bool:
    return isinstance(value, (bytes, memoryview))


class _Encoder(DjangoJSONEncoder):
    """Moments to the microsecond, which Django's own leaves out."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, cls=_Encoder).encode() + b"\n"


def _add(archive: tarfile.TarFile, members: dict[str, dict[str, Any]], name: str, content: IO[bytes]) -> str:
    """Add a file to the archive and to the list of its members; its SHA-256."""
    entry = tarfile.TarInfo(name)
    entry.size = content.seek(0, os.SEEK_END)
    content.seek(0)
    hashed = _Hashed(content)
    archive.addfile(entry, hashed)
    members[name] = {"size": entry.size, "sha256": hashed.sha256.hexdigest()}
    return hashed.sha256.hexdigest()


class _Hashed:
    """A file that hashes what is read of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.sha256.update(data)
        return data


# ---------------------------------------------------------------- in


def restore(place: Path) -> Archive:
    """Put an archive into an empty database and an empty folder of evidence, after every hash in it has been checked.

    Tables of an older luodi are restored as they were, and then migrated. Unable; nothing was changed then.
    """
    try:
        manifest = _checked(place)
    except FileNotFoundError as error:
        raise Unable("missing", name=place) from error
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise Unable("not-a-backup", name=place, reason=" ".join(str(error).split()) or type(error).__name__) from error
    _check_empty()
    executor = MigrationExecutor(connection)
    targets = [(app, name) for app, name in manifest["migrations"]]
    unknown = [f"{app}.{name}" for app, name in targets if (app, name) not in executor.loader.graph.nodes]
    if unknown:
        raise Unable("backup-ahead", name=place, names="、".join(unknown))
    others = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in APPS]
    executor.migrate([*targets, *others])
    try:
        with _opened(place) as archive, transaction.atomic():
            rows, files = _put_back(archive, executor.loader.project_state(targets).apps)
    except BaseException:
        shutil.rmtree(settings.EVIDENCE, ignore_errors=True)
        raise
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    audit.record("restored", place.name, address="console", rows=rows, files=files)
    return Archive(rows, files)


def _checked(place: Path) -> dict[str, Any]:
    """The manifest of an archive whose members are those that it names, byte by byte."""
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    with _opened(place) as archive:
        for entry in archive:
            content = archive.extractfile(entry) if entry.isreg() and _MEMBER.fullmatch(entry.name) else None
            if content is None or entry.name in found or manifest is not None:
                raise ValueError(entry.name)
            if entry.name == "manifest.json":
                if entry.size > _LARGEST_MANIFEST:
                    raise ValueError(entry.name)
                manifest = json.load(content)
            else:
                found[entry.name] = {"size": entry.size, "sha256": hashlib.file_digest(content, "sha256").hexdigest()}  # type: ignore[arg-type]
    if manifest is None or manifest["format"] != FORMAT:
        raise ValueError("manifest.json")
    for name in sorted(found.keys() | manifest["members"].keys()):
        if found.get(name) != manifest["members"].get(name):
            raise ValueError(name)
    return manifest


@contextlib.contextmanager
def _opened(place: Path) -> Iterator[tarfile.TarFile]:
    with gzip.open(place) as unpacked, tarfile.open(fileobj=unpacked, mode="r|") as archive:
        yield archive


def _check_empty() -> None:
    if any(Path(settings.EVIDENCE).glob("*")):
        raise Unable("not-empty", name=settings.EVIDENCE)
    tables = set(connection.introspection.table_names())
    for model in _models(apps):
        if model._meta.db_table in tables and model._base_manager.exists():
            raise Unable(
                "not-empty", name=settings.DATA if connection.vendor == "sqlite" else connection.settings_dict["NAME"]
            )


def _put_back(archive: tarfile.TarFile, registry: Any) -> tuple[int, int]:
    rows = files = 0
    models: list[type[Model]] = []
    for entry in archive:
        content = archive.extractfile(entry)
        assert content is not None
        if entry.name.startswith("tables/"):
            model = registry.get_model(entry.name.removeprefix("tables/").removesuffix(".jsonl"))
            models.append(model)
            rows += _read_table(model, content)
        elif entry.name.startswith("evidence/"):
            _keep(content, entry.name.rsplit("/", 1)[-1])
            files += 1
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    return rows, files


def _read_table(model: type[Model], content: IO[bytes]) -> int:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    columns = [fields[name] for name in json.loads(content.readline())]
    for field in columns:
        if isinstance(field, DateTimeField):  # of a model of the migrations, which nobody else uses
            field.auto_now = field.auto_now_add = False
    batch: list[Model] = []
    count = 0
    for line in content:
        values = {}
        for field, value in zip(columns, json.loads(line), strict=True):
            if isinstance(field, BinaryField):
                values[field.attname] = None if value is None else base64.b64decode(value)
            else:
                values[field.attname] = getattr(field, "target_field", field).to_python(value)
        batch.append(model(**values))
        count += 1
        if len(batch) == ROWS:
            model._base_manager.bulk_create(batch)
            batch = []
    model._base_manager.bulk_create(batch)
    return count


def _keep(content: IO[bytes], sha256: str) -> None:
    """Write a file of evidence where its name says, damaged or not."""
    place = evidence.path_of(sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    with open(place, "xb") as file:
        while data := content.read(1024 * 1024):
            file.write(data)
        file.flush()
        os.fsync(file.fileno())
