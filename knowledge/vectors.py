"""Where the vectors of a generation lie: in its own folder, or on a Chroma server that several processes share.

Both keep two collections a generation: a vector of each passage's text, and one of its title and heading, under the
same ids. A generation is never changed once it counts, so a search needs no lock on either.
"""

from __future__ import annotations

import errno
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast
from urllib.parse import urlsplit

import numpy as np

from copilot.errors import FolderUnreadable, SettingsError

if TYPE_CHECKING:
    import httpx
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.models.Collection import Collection

BODIES, TITLES = "bodies", "titles"
TIMEOUT_S = 60.0
AT_ONCE = 1000
"""Vectors in one request to a server: 384 numbers each, written as text."""
CONFIGURATION: CreateCollectionConfiguration = {"hnsw": {"space": "cosine", "ef_search": 200}}
REINDEX = "run `nextplay playbook reindex`"
Vector = np.ndarray[Any, np.dtype[np.float32]]


@dataclass
class OpenVectors:
    """The two collections of one generation, until they are closed."""

    bodies: Collection
    titles: Collection
    close: Callable[[], None]


class Vectors(Protocol):
    where: str
    """Empty for the generation's folder, else the server's address; an index made for one is not read from the other."""

    def copy(self, old: Path, new: Path) -> None:
        """The vectors of one generation as the beginning of another."""
        ...

    def write(self, generation: Path) -> OpenVectors:
        """Made where they are not there yet."""
        ...

    def read(self, generation: Path) -> OpenVectors:
        """Raises: FileNotFoundError: that generation has none here."""
        ...

    def remove(self, generation: Path) -> None:
        """Those of a generation that no longer counts; it is well if there are none."""
        ...

    def errors(self) -> Any:
        """A context in which what Chroma raises becomes one of ours."""
        ...


class LocalVectors:
    """Chroma in this process. Whoever reads opens a copy: even a client that only searches writes its files."""

    where = ""

    def copy(self, old: Path, new: Path) -> None:
        shutil.copytree(old / "chroma", new / "chroma")

    def write(self, generation: Path) -> OpenVectors:
        client = _local_client(generation / "chroma")
        try:
            bodies, titles = (client.get_or_create_collection(name, embedding_function=None, configuration=CONFIGURATION) for name in (BODIES, TITLES))
        except BaseException:
            client.close()
            raise
        return OpenVectors(bodies, titles, client.close)

    def read(self, generation: Path) -> OpenVectors:
        folder = Path(tempfile.mkdtemp(prefix="nextplay-index-"))
        remove = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)  # at the end of the process at the latest
        try:
            shutil.copytree(generation / "chroma", folder / "chroma")
            client = _local_client(folder / "chroma")
            try:
                bodies, titles = (client.get_collection(name, embedding_function=None) for name in (BODIES, TITLES))
            except BaseException:
                client.close()
                raise
        except BaseException:
            remove()
            raise

        def close() -> None:
            client.close()
            remove()

        return OpenVectors(bodies, titles, close)

    def remove(self, generation: Path) -> None:
        """They go with the folder."""

    @contextmanager
    def errors(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        try:
            yield
        except ChromaError as e:
            if "full" in str(e):
                raise OSError(errno.ENOSPC, str(e)) from e
            raise FolderUnreadable(f"the playbook's vectors cannot be read ({e}): {REINDEX}") from e


class ServerVectors:
    """Chroma behind `chroma run`: any number of processes search and take turns at writing. Collections are named after the generation."""

    def __init__(self, url: str) -> None:
        """Raises: SettingsError: the URL is none."""
        try:
            parts = urlsplit(url)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname)
            self._port = parts.port or (443 if parts.scheme == "https" else 8000)
        except ValueError:
            usable = False
        if not usable or "@" in parts.netloc:
            raise SettingsError(f"NEXTPLAY_CHROMA_URL is {url.rpartition('@')[2]!r}: give the address of a `chroma run`, such as 'http://127.0.0.1:8000', without a password in it")
        self._host, self._secure = cast("str", parts.hostname), parts.scheme == "https"
        self.where = f"{parts.scheme}://{self._host}:{self._port}"

    def copy(self, old: Path, new: Path) -> None:
        from chromadb.errors import NotFoundError

        to, client = self.write(new), self._client()
        try:
            for name, target in ((BODIES, to.bodies), (TITLES, to.titles)):
                try:
                    source = client.get_collection(_name(old, name), embedding_function=None)
                except NotFoundError as e:
                    raise FolderUnreadable(f"the Chroma server {self.where!r} does not hold the playbook's vectors: {REINDEX}") from e
                for place in range(0, source.count(), AT_ONCE):
                    part = source.get(limit=AT_ONCE, offset=place, include=["embeddings", "metadatas"])
                    target.upsert(ids=part["ids"], embeddings=part["embeddings"], metadatas=part["metadatas"])
        finally:
            to.close()
            _closed(client)

    def write(self, generation: Path) -> OpenVectors:
        client = self._client()
        bodies, titles = (client.get_or_create_collection(_name(generation, name), embedding_function=None, configuration=CONFIGURATION) for name in (BODIES, TITLES))
        return OpenVectors(bodies, titles, lambda: _closed(client))

    def read(self, generation: Path) -> OpenVectors:
        from chromadb.errors import NotFoundError

        client = self._client()
        try:
            bodies, titles = (client.get_collection(_name(generation, name), embedding_function=None) for name in (BODIES, TITLES))
        except NotFoundError as e:
            _closed(client)
            raise FileNotFoundError(errno.ENOENT, "not on the server", _name(generation, BODIES)) from e
        return OpenVectors(bodies, titles, lambda: _closed(client))

    def remove(self, generation: Path) -> None:
        from chromadb.errors import NotFoundError

        client = self._client()
        for name in (BODIES, TITLES):
            try:
                client.delete_collection(_name(generation, name))
            except NotFoundError:
                continue
        _closed(client)

    @contextmanager
    def errors(self) -> Iterator[None]:
        import httpx
        from chromadb.errors import ChromaError

        try:
            yield
        except ChromaError as e:
            raise FolderUnreadable(f"the Chroma server {self.where!r} refused ({e}): look at its output, or {REINDEX}") from e
        except httpx.HTTPError as e:
            raise self._away(e) from e

    def _client(self) -> Client:
        import chromadb
        from chromadb.config import Settings

        try:
            client = cast("Client", chromadb.HttpClient(self._host, self._port, ssl=self._secure, settings=Settings(anonymized_telemetry=False)))
        except ValueError as e:  # what Chroma says of a server that does not answer
            raise self._away(e) from e
        # Chroma's own client waits for ever and never closes its connections; it has no setting for either.
        for session in _sessions(client):
            session.timeout = TIMEOUT_S
        return client

    def _away(self, error: Exception) -> FolderUnreadable:
        return FolderUnreadable(f"the Chroma server {self.where!r} does not answer ({error}): start it with `chroma run`, or look at NEXTPLAY_CHROMA_URL")


def _sessions(client: Client) -> list[httpx.Client]:
    """Chroma opens a second connection to look whether the database exists."""
    inner = cast("Any", client)
    return [inner._server._session, inner._admin_client._server._session]


def _closed(client: Client) -> None:
    for session in _sessions(client):
        session.close()
    client.close()


def _name(generation: Path, collection: str) -> str:
    return f"nextplay-{generation.name}-{collection}"


def _local_client(path: Path) -> Client:
    # Here and not above: its import takes longer than everything else a command does.
    import chromadb
    from chromadb.config import Settings

    # It is declared as ClientAPI, which lacks `close`.
    return cast("Client", chromadb.PersistentClient(str(path), settings=Settings(anonymized_telemetry=False)))
