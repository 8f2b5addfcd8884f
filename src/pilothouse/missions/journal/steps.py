"""The six steps and the bands of progress they fill (SPEC MI-2)."""

from dataclasses import dataclass

PLAN_VERSION = 1


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the plan. `percent_from` and `percent_to` bound its part of the mission's progress."""

    key: str
    title: str
    percent_from: float
    percent_to: float

    def percent(self, fraction: float) -> float:
        """Return the mission's percent when this share (0 to 1) of the step is done."""
        return self.percent_from + (self.percent_to - self.percent_from) * min(max(fraction, 0.0), 1.0)


STEPS = (
    Step("verification", "Check the request", 0, 5),
    Step("intent", "Understand the objective", 5, 30),
    Step("budget", "Check the budget", 30, 40),
    Step("selection", "Choose tools", 40, 55),
    Step("execution", "Do the work", 55, 80),
    Step("finalize", "Put the result together", 80, 100),
)
BY_KEY = {step.key: step for step in STEPS}
INDEX = {step.key: number for number, step in enumerate(STEPS, 1)}


def after(key: str) -> Step | None:
    """Return the step that follows, None after the last."""
    return STEPS[INDEX[key]] if INDEX[key] < len(STEPS) else None
