"""The HTTP receiver of docs/targets as a process, which can be killed and come back."""

import re
import subprocess
import sys
from pathlib import Path

import httpx

from console.load.http_target import headers_of

TARGETS = Path(__file__).parents[3] / "docs" / "targets"


class Receiver:
    """A receiver that runs; its state is a file in a folder."""

    def __init__(self, delivered, folder, bug=""):
        self._command = [sys.executable, "-u", TARGETS / "receiver.py", "--keys", delivered.keys]
        self._command += ["--run", delivered.header.run, "--state", folder / "state.sqlite"]
        self._command += ["--partitions", str(delivered.header.partitions)]
        self._command += ["--bug", bug] if bug else []
        self._begin("0")

    def _begin(self, port):
        self._process = subprocess.Popen(
            [*self._command, "--port", port], stdout=subprocess.PIPE, text=True
        )
        said = self._process.stdout.readline()  # comes once it listens
        address = re.search(r"http://[\d.]+:\d+", said)
        assert address, said
        self.url = address[0]
        self._client = httpx.Client(base_url=self.url, timeout=30)

    def post(self, records):
        return [
            self._client.post(
                "/reports", content=bytes(record.value), headers=headers_of(record)
            ).status_code
            for record in records
        ]

    def tallies(self):
        return self._client.get("/tallies").json()

    def come_back(self):
        self.kill()
        self._begin(self.url.rpartition(":")[2])

    def kill(self):
        self._client.close()
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()
