"""Record the cassettes anew, by hand: `make cassettes`. Downloads about 125 MB into a temporary environment and removes it.

The answers of the small model are nonsense and are not the point; what is recorded is what travels. After recording,
read the diff and put the new words into test_model_cassettes.py.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import venv
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import vcr

from copilot.errors import ModelRejected
from tests.integration import fixed_calls as fixed

HERE = Path(__file__).parent
PINNED = HERE.parents[1] / "requirements" / "cassettes.txt"


async def plain(address: str) -> None:
    await fixed.model_at(address).complete(fixed.GREET)


async def streamed(address: str) -> None:
    async for _ in fixed.model_at(address).stream(fixed.GREET):
        pass


async def schema_bound(address: str) -> None:
    await fixed.model_at(address).complete(fixed.PLACE, fixed.PLACE_SCHEMA)


async def wrong_key(address: str) -> None:
    with suppress(ModelRejected):
        await fixed.model_at(address, key="not-the-key").complete(fixed.GREET)


CALLS: dict[str, Callable[[str], Awaitable[None]]] = {"plain": plain, "streamed": streamed, "schema_bound": schema_bound, "wrong_key": wrong_key}


@contextmanager
def served() -> Iterator[str]:
    """The address of the server, in an environment of its own."""
    with tempfile.TemporaryDirectory(prefix="cassettes-") as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", PINNED], check=True)
        with subprocess.Popen([python, HERE / "local_model_server.py", fixed.KEY, fixed.MODEL], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
            assert server.stdin is not None
            assert server.stdout is not None
            address = next((line.strip() for line in server.stdout if line.startswith("http://")), None)
            if address is None:
                raise SystemExit(f"the model server ended before it listened (exit {server.wait()}): run {HERE / 'local_model_server.py'} by hand to see why")
            yield address
            server.stdin.close()


def main() -> None:
    recorder = vcr.VCR(record_mode="all", before_record_request=fixed.neutral, decode_compressed_response=True)
    with served() as address:
        for name, call in CALLS.items():
            path = HERE / "cassettes" / f"{name}.yaml"
            path.unlink(missing_ok=True)
            with recorder.use_cassette(str(path)) as cassette:
                asyncio.run(call(address))
            sys.stderr.write(f"{path.name}: {len(cassette)} interaction(s)\n")


if __name__ == "__main__":
    main()
