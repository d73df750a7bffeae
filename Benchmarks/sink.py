"""A device with a clock, a session that plays on it, and its control socket, for what measures live playing."""
import json, os, shutil, socket, subprocess, tempfile, threading, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CAJON = os.path.join(ROOT, ".build/stage/bin/cajon")
NATIVE = ["filter cutoff=8kHz", "compressor", "chorus mix=20%", "gain level=-1dB"] * 3
SCRIPTED = ["tremolo depth=20%", "biquad", "phaser", "wah"]
# Sixteen effects, four of them scripts.
CHAIN = " | ".join(NATIVE + SCRIPTED)


class Sink:
    """A PulseAudio server with a sink that plays in real time to nobody, ended by its process id.

    ALSA's `sink` plays into it, `monitor` captures what it plays. Further sinks are `NAME` and `NAME_monitor`.
    """

    def __init__(self, further=()):
        self.folder = tempfile.mkdtemp(prefix="cajon-live-")
        for name in ("run", "home"):
            os.mkdir(os.path.join(self.folder, name), 0o700)
        self.socket = os.path.join(self.folder, "socket")
        self.environment = dict(os.environ, HOME=os.path.join(self.folder, "home"),
                                XDG_RUNTIME_DIR=os.path.join(self.folder, "run"),
                                ALSA_CONFIG_PATH=os.path.join(self.folder, "alsa.conf"))
        arguments = ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1",
                     "-L", f"module-native-protocol-unix auth-anonymous=1 socket={self.socket}"]
        lines = ["<confdir:alsa.conf>"]
        for alsa, name in [("sink", "null")] + [(name, name) for name in further]:
            arguments += ["-L", f"module-null-sink sink_name={name} norewinds=1 rate=48000 channels=2 format=float32le"]
            monitor = "monitor" if alsa == "sink" else f"{alsa}_monitor"
            lines += [f'pcm.{alsa} {{ type pulse server "unix:{self.socket}" device {name} }}',
                      f'pcm.{monitor} {{ type pulse server "unix:{self.socket}" device {name}.monitor }}']
        self.server = subprocess.Popen(arguments, env=self.environment, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
        with open(self.environment["ALSA_CONFIG_PATH"], "w") as file:
            file.write("\n".join(lines) + "\n")
        for _ in range(500):
            if os.path.exists(self.socket):
                break
            time.sleep(0.01)

    def file(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.file(name), "w") as file:
            file.write(text)
        return self.file(name)

    def aplay(self, period, periods):
        """ALSA's own player, on the same sink with the same period: what the machine does to one that computes nothing."""
        return subprocess.Popen(
            ["aplay", "-q", "-D", "sink", "-f", "FLOAT_LE", "-r", "48000", "-c", "2", f"--period-size={period}",
             f"--buffer-size={periods * period}", "/dev/zero"],
            env=self.environment, stderr=subprocess.PIPE, text=True)

    def close(self):
        self.server.terminate()
        self.server.wait()
        shutil.rmtree(self.folder)


class Client:
    """A connection to a session's control socket. One thread at a time."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(60)
        self.socket.connect(path)
        self.lines = self.socket.makefile("r")

    def send(self, requests):
        self.socket.sendall("".join(json.dumps(request) + "\n" for request in requests).encode())

    def line(self):
        line = self.lines.readline()
        return json.loads(line) if line else None

    def ask(self, do, **what):
        """The reply; None when the session has ended."""
        self.send([dict(what, do=do)])
        return self.line()

    def close(self):
        # A thread that reads gets the end.
        self.socket.shutdown(socket.SHUT_RDWR)


class Session:
    """`cajon live` on a sink, with a socket; its standard error is kept in a file."""

    def __init__(self, sink, *arguments):
        self.sink = sink
        self.error = open(sink.file("cajon.log"), "w+")
        self.process = subprocess.Popen(
            [CAJON, "live", "--playback", "sink", "--name", "bench", "--no-midi", "--json", *arguments],
            env=sink.environment, cwd=sink.folder, stdout=subprocess.PIPE, stderr=self.error, text=True)
        self.path = sink.file("run/cajon/bench.sock")
        for _ in range(6000):
            if self.process.poll() is not None:
                raise SystemExit(f"cajon live ended at once: {self.words()}")
            try:
                self.client().close()
                return
            except OSError:
                time.sleep(0.01)
        raise SystemExit("cajon live opened no socket")

    def client(self):
        return Client(self.path)

    def words(self):
        self.error.flush()
        with open(self.error.name) as file:
            return file.read()

    def end(self):
        """Ends it, and returns its report."""
        self.process.terminate()
        output = self.process.communicate(timeout=60)[0]
        if self.process.returncode != 0:
            raise SystemExit(f"cajon live ended with {self.process.returncode}: {self.words()}")
        return json.loads(output)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def cpu_seconds(self):
        """Processor time that each of its threads has used by now, in the system and outside, by name."""
        seconds = {}
        for thread in os.listdir(f"/proc/{self.process.pid}/task"):
            try:
                with open(f"/proc/{self.process.pid}/task/{thread}/stat") as file:
                    name = file.read().split("(", 1)[1].rsplit(")", 1)[0]
                with open(f"/proc/{self.process.pid}/task/{thread}/schedstat") as file:
                    spent = int(file.read().split()[0]) / 1e9
            except FileNotFoundError:
                continue
            seconds[name] = seconds.get(name, 0.0) + spent
        return seconds

    def resident_kib(self):
        return self._status("VmRSS")

    def thread_count(self):
        return self._status("Threads")

    def descriptor_count(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def _status(self, name):
        with open(f"/proc/{self.process.pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith(name + ":"))


class Listener(threading.Thread):
    """Keeps a session's events with the moment at which each came."""

    def __init__(self, session):
        super().__init__(daemon=True)
        self.client = session.client()
        self.events = []
        self.client.send([{"do": "subscribe"}])
        self.client.line()
        self.start()

    def run(self):
        try:
            while (event := self.client.line()) is not None:
                self.events.append((time.monotonic(), event))
        except OSError:
            pass

    def of_kind(self, kind, since=0.0, node=None):
        return [event for moment, event in list(self.events)
                if moment >= since and event.get("event") == kind and (node is None or event.get("node") == node)]


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]
