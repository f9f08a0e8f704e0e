"""Works out the parts of a job on a Dask cluster, whose workers see the same files as this machine.

A part whose worker is lost is given to another. If the scheduler is lost, the command stops, and the same command goes on with the parts that
are left, because each part is kept when it is finished.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from types import ModuleType
from typing import TYPE_CHECKING

from calculator.batch.answer import Tick
from calculator.batch.errors import BatchError, needs
from calculator.batch.files import Part
from calculator.batch.job import Done, Task, do_part

if TYPE_CHECKING:
    import distributed

SCHEME = "dask://"
_AHEAD = 3  # parts that wait for each thread of the cluster
_WAIT = "30s"  # for the scheduler to answer


@dataclass(frozen=True, slots=True)
class Dask:
    """Works out parts on the cluster of a scheduler. address: dask://HOST:PORT."""

    address: str

    def __call__(self, task: Task, parts: Iterator[Part], tick: Tick) -> Iterator[Done]:
        distributed = needs("distributed", "dask", "calculator batch --on")
        with self._client(distributed) as client:
            threads = sum(client.nthreads().values())
            if not threads:
                raise BatchError([f"{self.address}: the cluster has no workers"])
            working = distributed.as_completed(loop=client.loop)
            for part in islice(parts, threads * _AHEAD):
                working.add(self._submit(client, task, part))
            for future in working:
                done = self._result(future, distributed)
                tick(done.rows)
                yield done
                for part in islice(parts, 1):
                    working.add(self._submit(client, task, part))

    def _client(self, library: ModuleType) -> distributed.Client:
        if not self.address.startswith(SCHEME):
            raise BatchError([f"{self.address}: a cluster is named as dask://HOST:PORT"])
        where = "tcp://" + self.address.removeprefix(SCHEME)
        try:
            client: distributed.Client = library.Client(where, timeout=_WAIT, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise BatchError([f"{self.address}: no scheduler answers there: {error}"]) from None
        return client

    def _submit(self, client: distributed.Client, task: Task, part: Part) -> distributed.Future[Done]:
        # The same part may be done twice when a worker is lost; its files are whole either way, and the same.
        future: distributed.Future[Done] = client.submit(
            do_part, task, part, pure=False, retries=1, key=f"part-{task.folder.name}-{part.number}"
        )
        return future

    def _result(self, future: distributed.Future[Done], library: ModuleType) -> Done:
        try:
            done: Done = future.result()
        except library.KilledWorker:
            raise BatchError(["a part has lost every worker that tried it, perhaps for want of memory"]) from None
        except (library.CancelledError, library.comm.CommClosedError):
            raise BatchError(["the scheduler was lost. Run the same command again to go on where it was"]) from None
        return done
