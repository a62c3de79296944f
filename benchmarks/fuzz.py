"""A thousand mutations of every sample export, each read in bounded time and memory and accounted for row by row.

Usage: python -m benchmarks.fuzz [--mutations 1000] [--seconds N] [--seed 1] [--workers 2] [--atheris] [LAYOUT…]

What fails is saved under build/fuzz/; read it again with `python -m pipelines read FILE`. With --atheris, where that
package is installed, mutations are led by which lines of the readers they reach.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.mutations import mutant

MEMORY = 6 * 2**30
BATCH = 50
FAILURES = Path("build/fuzz")


def batch(sample: str, seed: int, numbers: range) -> list[tuple[int, str]]:
    """The numbers of the mutations of one sample that are read wrongly, and how."""
    from benchmarks.checks import problem

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    found = []
    for number in numbers:
        with tempfile.TemporaryDirectory(prefix="weekwatch-fuzz-") as folder:
            path = mutated(Path(sample), seed, number, Path(folder))
            if what := problem(path):
                shutil.copytree(folder, _kept(Path(sample), number), dirs_exist_ok=True)
                found.append((number, what))
    return found


def mutated(sample: Path, seed: int, number: int, folder: Path) -> Path:
    """A copy of a sample with one of its files mutated."""
    chance = random.Random(f"{seed} {sample.parent.name}/{sample.name} {number}")
    target = folder / sample.name
    if sample.is_dir():
        shutil.copytree(sample, target)
        chosen = chance.choice(sorted(p for p in target.rglob("*") if p.is_file()))
    else:
        shutil.copyfile(sample, target)
        chosen = target
    chosen.write_bytes(mutant(chosen.read_bytes(), chance))
    return target


def main() -> None:
    """Prints what failed, sample by sample, and how many were tried; exits 1 if anything failed."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("layouts", nargs="*", metavar="LAYOUT")
    options.add_argument("--mutations", type=int, default=1000)
    options.add_argument("--seconds", type=float, default=float("inf"))
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--workers", type=int, default=os.cpu_count())
    options.add_argument("--atheris", action="store_true")
    chosen = options.parse_args()
    if chosen.atheris:
        _led_by_coverage(chosen.layouts, int(min(chosen.seconds, 600)))
        return
    from tests.goldens import samples

    started, tried, failed = time.perf_counter(), 0, 0
    tasks = _tasks(samples(*chosen.layouts), chosen.mutations)
    with ProcessPoolExecutor(chosen.workers) as pool:
        answers = [pool.submit(batch, str(sample), chosen.seed, numbers) for sample, numbers in tasks]
        for (sample, numbers), answer in zip(tasks, answers, strict=True):
            if time.perf_counter() - started > chosen.seconds:
                pool.shutdown(cancel_futures=True)
                break
            tried += len(numbers)
            for number, what in answer.result():
                failed += 1
                print(f"FAILED {_kept(sample, number)}/{sample.name}\n  {what.strip()}", flush=True)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{tried:,} mutations, {failed} failed, {seconds:,.0f} s, at most {peak:,.0f} MiB a process")
    sys.exit(bool(failed))


def _tasks(found: list[Path], mutations: int) -> list[tuple[Path, range]]:
    """Some mutations of every sample first, then some more of each."""
    starts = range(0, mutations, BATCH)
    return [(sample, range(start, min(start + BATCH, mutations))) for start in starts for sample in found]


def _kept(sample: Path, number: int) -> Path:
    return FAILURES / f"{sample.parent.name}-{sample.stem}-{number}"


def _led_by_coverage(layouts: list[str], seconds: int) -> None:
    """Lets atheris choose the mutations by the lines that they reach; it ends at the first failure."""
    import atheris

    with atheris.instrument_imports(include=["pipelines"]):
        from benchmarks.checks import SECONDS_EACH, problem
        from tests.goldens import samples

    found = samples(*layouts)
    FAILURES.mkdir(parents=True, exist_ok=True)
    corpus = Path(tempfile.mkdtemp(prefix="weekwatch-corpus-"))
    for number, sample in enumerate(p for s in found for p in ([s] if s.is_file() else s.rglob("*")) if p.is_file()):
        shutil.copyfile(sample, corpus / str(number))
    path = corpus / "mutant"

    def one(content: bytes) -> None:
        path.write_bytes(content)
        if what := problem(path, seconds=0):
            raise RuntimeError(what)

    def changed(content: bytes, most: int, seed: int) -> bytes:
        return mutant(content, random.Random(seed))[:most]

    limits = [f"-max_total_time={seconds}", f"-timeout={SECONDS_EACH}", f"-artifact_prefix={FAILURES}/"]
    atheris.Setup([sys.argv[0], str(corpus), *limits], one, custom_mutator=changed)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
