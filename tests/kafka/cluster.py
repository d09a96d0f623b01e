"""A real Kafka cluster on the loopback, started from the jars that Maven keeps."""

import base64
import fcntl
import os
import secrets
import shutil
import signal
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import DEVNULL, Popen

from tests.kafka.jars import classpath, kept

HOST = "127.0.0.1"
PLAIN_LISTENERS = "INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT"
LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required"
STARTED = "Kafka Server started"  # logged once the controller has let the broker in
START_SECONDS = 90.0
STOP_SECONDS = 20.0

LOGGING = """\
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{HH:mm:ss.SSS} %p %c{1}: %m%n
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
logger.server.name = kafka.server.KafkaRaftServer
logger.server.level = info
"""

# Small and quick; what depends on the cluster is in _properties.
SETTINGS = """\
process.roles=broker,controller
inter.broker.listener.name=INTERNAL
controller.listener.names=CONTROLLER
auto.create.topics.enable=false
num.network.threads=1
num.io.threads=2
group.coordinator.threads=1
offsets.topic.num.partitions=4
transaction.state.log.num.partitions=4
group.min.session.timeout.ms=1000
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=3000
log.index.size.max.bytes=1048576
log.initial.task.delay.ms=500
log.retention.check.interval.ms=1000
log.cleaner.backoff.ms=200
log.cleaner.min.cleanable.ratio=0.01
log.cleaner.dedupe.buffer.size=4194304
"""


class ClusterError(RuntimeError):
    """A broker or a tool it needs did not do its part; holds the end of its log."""


_LAID_OUT: dict[int, list[dict[str, bytes]]] = {}
"""What the tool put into the folder of each broker, by the size of the cluster."""


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@dataclass
class _Broker:
    """One node: its folder, its ports, its process while it runs."""

    node: int
    folder: Path
    client: int
    internal: int
    controller: int
    launches: int = 0
    process: Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What its latest program wrote, by number."""
        return self.folder / f"{self.launches}.log"

    def ready(self) -> bool:
        """Whether the broker says it has started and takes connections."""
        if STARTED not in self.log.read_text(errors="replace"):
            return False
        with socket.socket() as probe:
            probe.settimeout(1.0)
            return probe.connect_ex((HOST, self.client)) == 0


@dataclass
class Cluster:
    """One or three brokers, each its own controller too; numbered from 0.

    With `sasl`, clients must give this user and password by SASL/PLAIN. A new group waits
    `gathers_ms` for others to join before it shares out.
    """

    folder: Path
    size: int = 1
    sasl: tuple[str, str] | None = None
    gathers_ms: int = 0
    _brokers: list[_Broker] = field(default_factory=list, init=False)
    _launcher: ThreadPoolExecutor | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        if self.size not in (1, 3):
            raise ValueError("a cluster has one broker or three")
        if self.sasl and not all(part.isalnum() and part.isascii() for part in self.sasl):
            raise ValueError("the user and the password are ASCII letters and digits")

    @property
    def bootstrap(self) -> str:
        """Addresses of all brokers, separated by commas."""
        return ",".join(f"{HOST}:{broker.client}" for broker in self._brokers)

    def start(self) -> None:
        """Format the data folders, start the brokers, return once all are ready."""
        if self._brokers:
            raise ClusterError("the cluster has been started already")
        # Linux ends the brokers when the thread that started them ends, so that
        # not even a killed test run leaves one behind: hence one lasting thread.
        self._launcher = ThreadPoolExecutor(1, thread_name_prefix="kafka-launcher")
        ports = iter(_free_ports(3 * self.size))
        self._brokers = [
            _Broker(n, self.folder / f"broker-{n}", next(ports), next(ports), next(ports))
            for n in range(self.size)
        ]
        try:
            self._format()
            self._archive_classes()
            for broker in self._brokers:
                self._launch(broker, "kafka.Kafka")
            self._await_ready(self._brokers)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Kill all brokers and drop their data; their settings and logs stay."""
        for broker in self._brokers:
            self._end(broker, signal.SIGKILL)
        for broker in self._brokers:
            if broker.launches:
                shutil.rmtree(broker.folder / "data")
        self._brokers = []
        if self._launcher:
            self._launcher.shutdown()
            self._launcher = None

    def kill(self, n: int) -> None:
        """End broker `n` at once, without giving it notice."""
        self._running(n)
        self._end(self._brokers[n], signal.SIGKILL)

    def restart(self, n: int) -> None:
        """Start broker `n` again on its data and ports, ending it in good order if it runs."""
        broker = self._brokers[n]
        self._end(broker, signal.SIGTERM)
        self._launch(broker, "kafka.Kafka")
        self._await_ready([broker])

    def pause(self, n: int) -> None:
        """Freeze broker `n`: its connections stay open and nothing answers."""
        process = self._running(n)
        process.send_signal(signal.SIGSTOP)
        # It is frozen once its parent is told so; until then the signal is on its way.
        os.waitid(os.P_PID, process.pid, os.WSTOPPED)

    def resume(self, n: int) -> None:
        """Let a frozen broker go on."""
        self._running(n).send_signal(signal.SIGCONT)

    def _running(self, n: int) -> Popen[bytes]:
        process = self._brokers[n].process
        if process is None or process.poll() is not None:
            raise ClusterError(f"broker {n} does not run")
        return process

    def _format(self) -> None:
        """Write each broker's settings, and lay out its folder as Kafka's own tool does.

        The tool is asked once for a cluster of a size; it takes as long as a broker to start.
        """
        for broker in self._brokers:
            (broker.folder / "data").mkdir(parents=True)
            (broker.folder / "log4j2.properties").write_text(LOGGING)
            (broker.folder / "server.properties").write_text(self._properties(broker))
        if self.size not in _LAID_OUT:
            self._run_the_tool()
            _LAID_OUT[self.size] = [_files(broker.folder / "data") for broker in self._brokers]
            return
        for broker, files in zip(self._brokers, _LAID_OUT[self.size], strict=True):
            for name, content in files.items():
                (broker.folder / "data" / name).write_bytes(content)

    def _archive_classes(self) -> None:
        """Have a broker leave its classes unpacked, so that all others start in half the time.

        Java makes nothing of an archive that is of another version, and starts without.
        """
        archive = kept(".jsa")
        if self.size > 1 or archive.exists():
            return
        with archive.with_name("kafka-classes.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if archive.exists():
                return
            (broker,) = self._brokers
            fresh = archive.with_suffix(f".{os.getpid()}")
            self._launch(broker, "kafka.Kafka", java=f"-XX:ArchiveClassesAtExit={fresh}")
            self._await_ready([broker])
            self._end(broker, signal.SIGTERM)
            if fresh.exists():
                fresh.replace(archive)

    def _run_the_tool(self) -> None:
        cluster_id = base64.urlsafe_b64encode(b"saylau" + secrets.token_bytes(10)).decode()[:22]
        tools = []
        for broker in self._brokers:
            task = ("kafka.tools.StorageTool", "format", "-t", cluster_id, "-c")
            tools.append(self._launch(broker, *task))
        for broker, tool in zip(self._brokers, tools, strict=True):
            if tool.wait(START_SECONDS):
                raise ClusterError(_story(broker, "could not be formatted"))

    def _launch(self, broker: _Broker, main: str, *arguments: str, java: str = "") -> Popen[bytes]:
        """Start a Java program on the broker's settings, with a log of its own."""
        # From util-linux; without it only stop() ends the brokers.
        setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
        command = [setpriv, "--pdeathsig", "KILL"] if setpriv else []
        command += ["java", "-Xms128m", f"-Xmx{384 if self.size == 1 else 256}m"]
        command += ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"]
        command.append(java or f"-XX:SharedArchiveFile={kept('.jsa')}")
        command += ["-XX:+ExitOnOutOfMemoryError", "-Dlog4j2.configurationFile=log4j2.properties"]
        command += ["-cp", classpath(), main, *arguments, "server.properties"]

        def spawn() -> Popen[bytes]:
            with broker.log.open("wb") as log:
                return Popen(command, cwd=broker.folder, stdin=DEVNULL, stdout=log, stderr=log)

        assert self._launcher is not None
        broker.launches += 1
        broker.process = self._launcher.submit(spawn).result()
        return broker.process

    def _await_ready(self, brokers: list[_Broker]) -> None:
        deadline = time.monotonic() + START_SECONDS
        for broker in brokers:
            while not broker.ready():
                if broker.process is None or broker.process.poll() is not None:
                    raise ClusterError(_story(broker, "ended while starting"))
                if time.monotonic() > deadline:
                    raise ClusterError(_story(broker, f"not ready in {START_SECONDS:g} s"))
                time.sleep(0.05)

    def _end(self, broker: _Broker, how: signal.Signals) -> None:
        if broker.process is None:
            return
        broker.process.send_signal(how)
        broker.process.send_signal(signal.SIGCONT)  # a frozen broker must wake up to obey SIGTERM
        try:
            broker.process.wait(STOP_SECONDS)
        finally:
            broker.process.kill()
            broker.process.wait()
            broker.process = None

    def _properties(self, broker: _Broker) -> str:
        """The settings of one broker."""
        copies, in_sync = (1, 1) if self.size == 1 else (3, 2)
        clients = f"CLIENT://{HOST}:{broker.client},INTERNAL://{HOST}:{broker.internal}"
        protocol = "SASL_PLAINTEXT" if self.sasl else "PLAINTEXT"
        voters = ",".join(f"{other.node}@{HOST}:{other.controller}" for other in self._brokers)
        lines = [
            f"node.id={broker.node}",
            f"group.initial.rebalance.delay.ms={self.gathers_ms}",
            f"log.dirs={broker.folder / 'data'}",
            f"listeners={clients},CONTROLLER://{HOST}:{broker.controller}",
            f"advertised.listeners={clients}",
            f"listener.security.protocol.map=CLIENT:{protocol},{PLAIN_LISTENERS}",
            f"controller.quorum.voters={voters}",
            f"default.replication.factor={copies}",
            f"min.insync.replicas={in_sync}",
            f"offsets.topic.replication.factor={copies}",
            f"transaction.state.log.replication.factor={copies}",
            f"transaction.state.log.min.isr={in_sync}",
        ]
        if self.sasl:
            user, password = self.sasl
            login = f'{LOGIN} user_{user}="{password}";'
            lines.append("listener.name.client.sasl.enabled.mechanisms=PLAIN")
            lines.append(f"listener.name.client.plain.sasl.jaas.config={login}")
        return SETTINGS + "\n".join(lines) + "\n"


def _story(broker: _Broker, what: str) -> str:
    text = broker.log.read_text(errors="replace")
    return f"broker {broker.node} {what}; its log ends:\n{_tail(text)}"


def _free_ports(count: int) -> list[int]:
    # Below the ports of outgoing connections, which could take one while a broker is down.
    ports: set[int] = set()
    while len(ports) < count:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)):
                ports.add(port)
    return sorted(ports)


def _tail(text: str) -> str:
    return "\n".join(text.splitlines()[-40:])
