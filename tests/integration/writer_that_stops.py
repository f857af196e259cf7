"""A process that adds pages or reindexes and, at a planted step, kills itself or waits: run by test_playbook_kills.

python writer_that_stops.py INDEX PAGES add|reindex STEP kill|wait [SERVER]
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from copilot.testing.playbook import HashEmbedder
from knowledge import index
from knowledge.lexical import PassageFile
from knowledge.retriever import ChromaPlaybook

folder, pages, work, step, how, *server = sys.argv[1:]


def stop() -> None:
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    sys.stdout.write("waiting\n")
    sys.stdout.flush()
    time.sleep(120)


def stopping(does: Callable[..., Any], name: str, before: bool = False) -> Callable[..., Any]:
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if step == name and before:
            stop()
        result = does(*args, **kwargs)
        if step == name:
            stop()
        return result

    return wrapped


def main() -> None:
    from chromadb.api.models.Collection import Collection

    PassageFile.upgrade = stopping(PassageFile.upgrade, "copied")  # type: ignore[method-assign]
    PassageFile.put = stopping(PassageFile.put, "words")  # type: ignore[method-assign]
    HashEmbedder.embed = stopping(HashEmbedder.embed, "embedding")  # type: ignore[method-assign]
    Collection.upsert = stopping(Collection.upsert, "vectors")  # type: ignore[method-assign]
    index.np.save = stopping(index.np.save, "centre")
    replace = os.replace
    index.os.replace = stopping(stopping(replace, "before naming", before=True), "after naming")  # type: ignore[assignment]
    index.shutil.rmtree = stopping(index.shutil.rmtree, "sweeping")  # type: ignore[assignment]
    playbook = ChromaPlaybook(Path(folder), HashEmbedder(), wait_s=0.2, server=server[0] if server else None)
    if work == "add":
        playbook.add([Path(pages)])
    else:
        playbook.reindex()


if __name__ == "__main__":
    main()
