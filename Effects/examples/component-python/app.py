# Level in Python: turns the sound down. See README.md for how it becomes a component.
from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.processor import Descriptor, Format, Parameter, Scale, Timing, Unit

GLIDE_SECONDS = 0.02


class Processor(exports.Processor):
    """One knob, which moves on by a step with each frame, so that blocks leave no trace."""

    def __init__(self) -> None:
        self.channels = 0
        self.step = 1.0
        self.target = self.level = 0.5

    def describe(self) -> Descriptor:
        level = Parameter(
            id="level", name="Level", unit=Unit.PERCENT, scale=Scale.LINEAR, minimum=0.0, maximum=100.0, initial=50.0,
            choices=[])
        return Descriptor(
            name="Level", version="1.0.0", summary="Turns the sound down.", sidechain=False, quantum=0,
            parameters=[level])

    def configure(self, format: Format) -> Timing:
        if not format.sample_rate > 0 or format.channels == 0:
            raise Err("needs a sample rate above 0 and at least one channel")
        self.channels = format.channels
        self.step = 1 / (GLIDE_SECONDS * format.sample_rate)
        self.level = self.target
        return Timing(latency_frames=0, tail_frames=0)

    def set_parameter(self, index: int, value: float) -> None:
        if index == 0:
            self.target = value / 100
            if self.channels == 0:
                self.level = self.target

    def process(self, position: int, input: list[float], sidechain: list[float]) -> list[float]:
        if self.channels == 0:
            return input
        frames = len(input) // self.channels
        if self.level == self.target:
            return [sample * self.level for sample in input]
        levels = []
        for _ in range(frames):
            distance = self.target - self.level
            self.level = self.target if abs(distance) <= self.step else self.level + (
                self.step if distance > 0 else -self.step)
            levels.append(self.level)
        return [sample * level for sample, level in zip(input, levels * self.channels)]

    def reset(self) -> None:
        self.level = self.target
