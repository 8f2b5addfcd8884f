"""What is wrong with a YAML file, and where."""

from dataclasses import dataclass

from pilothouse.agents.errors import LocatedError


@dataclass(frozen=True, slots=True)
class YamlProblem:
    """One thing to mend; line and column are counted from 1."""

    line: int
    column: int
    message: str


class YamlInvalid(LocatedError):
    """The file describes no agent. The message holds every problem, a line each."""

    def __init__(self, file: str, problems: list[YamlProblem]) -> None:
        ordered = sorted(problems, key=lambda each: (each.line, each.column))
        super().__init__(
            "\n".join(f"{file}:{each.line}:{each.column}: {each.message}" for each in ordered),
            details={"problems": [[each.line, each.column, each.message] for each in ordered]},
        )
        self.problems = ordered
        self.where = (ordered[0].line, ordered[0].column)
