"""The composition root: the only place where ports meet adapters, and the only importer of store and knowledge.

Adapters are imported inside the functions, so that a command pays only for what it uses.
"""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from copilot.coach import Coach, Ports
from copilot.errors import SettingsError
from copilot.graph.context import Services
from copilot.policy import load_policy
from copilot.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

    from copilot.policy import CoachingPolicy
    from copilot.ports import Clock, Embedder, LanguageModel, Progress
    from copilot.tools.understanding.understander import Understander
    from copilot.writer.model import ModelWriter


def notes_text(data: bytes, name: str) -> str:
    """The text of notes or a transcript in a file: text in any encoding, or a Word document, whose text is taken out of it.

    Args:
        data: what the file holds.
        name: what to call it in an error.

    Raises:
        UnreadableFile: behind a password, damaged, or no text.
    """
    from copilot.errors import UnreadableFile
    from copilot.texts import decode

    if not data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return decode(data, name)
    from knowledge.readers import docx

    try:
        return docx.read(data).text
    except UnreadableFile as e:
        raise UnreadableFile(f"{name!r} {e}") from e


def open_coach(settings: Settings, clock: Clock | None = None, model: LanguageModel | None = None, tracer: Tracer | None = None) -> Coach:
    """The copilot on one data folder; nothing is made or touched before it is used.

    Args:
        settings: which folder, which model.
        clock: for tests; the machine's own otherwise.
        model: for tests; the endpoint of the settings otherwise, where a model is named.
        tracer: for tests; an OpenTelemetry collector's otherwise, where the settings turn traces on.
    """
    from copilot.clock import SystemClock
    from copilot.metered import Budget
    from copilot.tools.commission import COMMISSION_FILE, load_commission
    from copilot.writer.scripted import ScriptedWriter
    from knowledge.retriever import ChromaPlaybook
    from store.accounting import SqlAccounting
    from store.accounts import SqlAccounts
    from store.aggregates import ParquetAggregates
    from store.audit import SqlAudit
    from store.database import open_database
    from store.erasure import RepErasure
    from store.export import RepRecord
    from store.folder import DataFolder
    from store.importer import CrmImporter
    from store.records import SqlRecords

    clock = clock or SystemClock()
    folder = DataFolder(settings.data)
    folder.check()
    policy = load_policy(settings.policy_file)
    database = open_database(settings.url)
    embedder = open_embedder()
    if model is None and settings.llm_model:
        from copilot.dialects import DialectNotes
        from copilot.llm import OpenAIModel

        notes = DialectNotes(folder.endpoints)
        model = OpenAIModel(settings.llm_base_url, settings.llm_api_key, settings.llm_model, settings.llm_timeout_s, settings.llm_max_tokens, notes)
    stop_tracing: Callable[[], None] | None = None
    if tracer is None and settings.traces:
        from copilot.tracing import open_tracer

        tracer, stop_tracing = open_tracer()
    records = SqlRecords(database, clock)
    playbook = ChromaPlaybook(folder.index, playbook_embedder(settings), settings.lock_wait_s, server=settings.chroma_url)
    ports = Ports(
        records=records,
        aggregates=ParquetAggregates(database, folder, engine=settings.engine),
        importer=CrmImporter(database, folder, policy, clock, settings.lock_wait_s),
        playbook=playbook,
        accounts=SqlAccounts(database, clock),
        audit=SqlAudit(database, clock),
        clock=clock,
        rep_records=RepErasure(RepRecord(database, folder, clock, settings.lock_wait_s), records, folder, database),
        accounting=SqlAccounting(database),
        model=model,
        budget=Budget(settings.price, settings.llm_prices.currency if settings.llm_prices else None, settings.llm_day_tokens, settings.llm_day_cost),
        tracer=tracer,
    )
    services = Services(
        records=records,
        aggregates=ports.aggregates,
        playbook=playbook,
        audit=ports.audit,
        clock=clock,
        policy=policy,
        embedder=embedder,
        open_understander=lambda: open_understander(embedder),
        scripted=ScriptedWriter(),
        writer=open_writer(model, policy) if model else None,
        model=model,
        turn_timeout_s=settings.turn_timeout_s,
    )

    @asynccontextmanager
    async def open_saver() -> AsyncIterator[Any]:
        if database.server:
            from store.checkpoints_postgresql import open_postgresql_saver

            async with open_postgresql_saver(settings.url) as saver:
                yield saver
            return
        from store.checkpoints import open_sqlite_saver

        folder.create()
        async with open_sqlite_saver(folder.checkpoints) as saver:
            yield saver

    def close() -> None:
        playbook.close()
        database.close()
        if stop_tracing is not None:
            stop_tracing()

    return Coach(ports, services, policy, open_saver, close, lambda: load_commission(settings.data / COMMISSION_FILE))


def open_writer(model: LanguageModel, policy: CoachingPolicy) -> ModelWriter:
    """The writer of a language model, imported only where one is named."""
    from copilot.writer.model import ModelWriter

    return ModelWriter(model, policy)


def open_understander(embedder: Embedder) -> Understander:
    """What reads a message without a model."""
    from copilot.tools.understanding.understander import Understander

    return Understander(embedder)


@functools.cache
def open_embedder() -> Embedder:
    """The sentence vectors that everything here is indexed and trained with; one a process, since the model takes 150 MB."""
    from knowledge.embedding import MiniLmEmbedder

    return MiniLmEmbedder()


def playbook_embedder(settings: Settings) -> Embedder:
    """The endpoint's vectors where a model for them is named; reading messages stays with the built-in ones, which its heads are trained on.

    Raises:
        SettingsError: a model is named, but no endpoint.
    """
    if not settings.embedding_model:
        return open_embedder()
    if not settings.llm_base_url:
        raise SettingsError(f"NEXTPLAY_EMBEDDING_MODEL is {settings.embedding_model!r}, but no endpoint is named: set NEXTPLAY_LLM_BASE_URL, such as 'http://127.0.0.1:8080/v1'")
    from knowledge.endpoint import EndpointEmbedder

    key = settings.llm_api_key.get_secret_value().strip() if settings.llm_api_key else ""
    return EndpointEmbedder(settings.llm_base_url, key, settings.embedding_model, settings.llm_timeout_s)


def seed_demo(settings: Settings, on_progress: Callable[[Progress], None] | None = None, say: Callable[[str], None] = lambda _: None, today: date | None = None) -> None:
    """Make the demo company in the data folder, unless one is there already; its data end on the eve of `today`."""
    from copilot.clock import SystemClock
    from store.demo.seed import demo_is_there, seed

    if demo_is_there(settings.data):
        say(f"The demo company is in {settings.data}; remove that folder to make it anew.")
        return
    say("Making the demo company (half a minute) ...")
    seed(settings.data, load_policy(settings.policy_file), today or SystemClock().today(), on_progress)
    coach = open_coach(settings)
    coach.playbook.documents()  # so that nobody waits for the index when they first press Prepare
    coach.close()
