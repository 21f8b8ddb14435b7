"""The embedded engine's own process: llama.cpp's server on loopback. Run by `factcheck.models.engine`, never imported.

A separate process, because loading a model holds Python's lock for seconds, because llama.cpp can abort its process,
and because a process can be stopped at once in the middle of a computation. It reads one line of JSON from standard
input, the settings; answers one line, the address it listens at; and lives until its standard input ends, which happens
when its parent closes it or dies, in whatever way. The log of llama.cpp goes to standard error.
"""

import ctypes
import json
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides what it means.
    if sys.platform == "linux":
        # Nothing reads standard input while a model loads; this ends the process even then.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    line = sys.stdin.readline()
    if not line:
        return
    settings = json.loads(line)

    # Threads that wait for each other by spinning slow the engine many times over as soon as anything else wants a core.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")

    import loky
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = settings["gguf"]
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [settings["api_key"]]
    params.ui = False
    params.endpoint_slots = False
    params.offline = True
    params.verbosity = 1  # Errors only: they name the reason of a failed start.

    adapters = []
    for path in settings["adapters"]:
        adapter = xllamacpp.CommonAdapterLoraInfo()
        adapter.path = path
        adapter.scale = 0.0  # The adapter of a call that names none.
        adapters.append(adapter)
    params.lora_adapters = adapters
    params.lora_init_without_apply = True

    params.n_parallel = settings["slots"]
    params.n_ctx = settings["context_tokens"] * settings["slots"]
    # The cores this process may use: affinity and container quotas count, hyperthreads do not.
    threads = settings["threads"] or loky.cpu_count(only_physical_cores=True)
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    params.cache_ram_mib = settings["prompt_cache_mib"]
    params.fit_params = False  # Fitting to GPU memory loads the model twice.
    # With either of these on, the same prompt gets other log-probabilities (by up to 0.3) when its beginning is cached than
    # when it is not, and computes no faster on a processor.
    params.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
    params.no_extra_bufts = True
    server = xllamacpp.Server(params)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()
    os._exit(0)  # Nothing is worth waiting for: an orderly end would first finish the current computation.


main()
