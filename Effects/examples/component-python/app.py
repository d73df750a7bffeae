# Level in Python: turns the sound down. See README.md for how it becomes a component.
from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.processor import Descriptor, Format, Parameter, Scale, Timing, Unit

GLIDE_SECONDS = 0.02


class Level:
    """What lasts from one call to the next. It moves on by a step with each frame, so that blocks leave no trace."""

    def __init__(self) -> None:
        self.channels = 0
        self.step = 1.0
        self.target = self.value = 0.5

    def advance(self) -> float:
        distance = self.target - self.value
        if abs(distance) <= self.step:
            self.value = self.target
        else:
            self.value += self.step if distance > 0 else -self.step
        return self.value


level = Level()


class Processor(exports.Processor):
    """The contract's functions. componentize-py makes a new one for each call."""

    def describe(self) -> Descriptor:
        knob = Parameter(
            id="level", name="Level", unit=Unit.PERCENT, scale=Scale.LINEAR, minimum=0.0, maximum=100.0, initial=50.0,
            choices=[])
        return Descriptor(
            name="Level", version="1.0.0", summary="Turns the sound down.", sidechain=False, quantum=0,
            parameters=[knob])

    def configure(self, format: Format) -> Timing:
        if not format.sample_rate > 0 or format.channels == 0:
            raise Err("needs a sample rate above 0 and at least one channel")
        level.channels = format.channels
        level.step = 1 / (GLIDE_SECONDS * format.sample_rate)
        level.value = level.target
        return Timing(latency_frames=0, tail_frames=0)

    def set_parameter(self, index: int, value: float) -> None:
        if index == 0:
            level.target = value / 100
        if level.channels == 0:
            level.value = level.target

    def process(self, position: int, input: list[float], sidechain: list[float]) -> list[float]:
        if level.channels == 0:
            return input
        if level.value == level.target:
            return [sample * level.value for sample in input]
        levels = [level.advance() for _ in range(len(input) // level.channels)]
        return [sample * value for sample, value in zip(input, levels * level.channels)]

    def reset(self) -> None:
        level.value = level.target
