"""What the machine took from programs: sleepers at real-time priority, one on each processor, above all that is measured.

What delays a sleeper can't be anything that it watches over, since it runs before that: it is the machine, or the system
below. `Witness` starts them as processes of their own; run as a program, this file is one.
"""
import json, os, signal, subprocess, sys, time

# Above Cajon's watchdog (90) and its audio thread (70).
PRIORITY = 95
STEP = 0.001


class Witness:
    def __init__(self):
        self.sleepers = [subprocess.Popen([sys.executable, __file__, str(cpu)], stdout=subprocess.PIPE, text=True)
                         for cpu in sorted(os.sched_getaffinity(0))]
        # Each says when it is ready, and whether it was granted its priority.
        self.is_realtime = all([sleeper.stdout.readline().strip() == "realtime" for sleeper in self.sleepers])

    def end(self):
        """Lists each delay of more than a fifth of a step: (moment of waking, seconds, processor), in order."""
        delays = []
        for cpu, sleeper in enumerate(self.sleepers):
            sleeper.terminate()
            delays += [(moment, late, cpu) for moment, late in json.loads(sleeper.communicate()[0])]
        self.delays = sorted(delays)
        return self.delays

    def stalls(self, most, within):
        """The moments at which one processor had been away for more than `most` of the last `within` seconds."""
        found = []
        for cpu in range(len(self.sleepers)):
            own = [(moment, late) for moment, late, where in self.delays if where == cpu]
            first, total, last = 0, 0.0, -1.0
            for moment, late in own:
                total += late
                while own[first][0] < moment - within - late:
                    total -= own[first][1]
                    first += 1
                # A sleeper sees the last part of a stall only: up to a step may have gone before.
                if total + STEP > most and moment - last > within:
                    found.append(moment)
                    last = moment
        return sorted(found)


def sleep(cpu):
    os.sched_setaffinity(0, {cpu})
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(PRIORITY))
        print("realtime", flush=True)
    except PermissionError:
        print("normal", flush=True)
    delays = []

    def end(*_):
        print(json.dumps(delays), flush=True)
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    due = time.monotonic()
    while True:
        due += STEP
        time.sleep(max(0.0, due - time.monotonic()))
        now = time.monotonic()
        if now - due > STEP / 5:
            delays.append((now, now - due))
            # What was slept through isn't made up for.
            due = now


if __name__ == "__main__":
    sleep(int(sys.argv[1]))
