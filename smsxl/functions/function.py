"""A worksheet function: its declaration and the two formula forms that come from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from smsxl.functions.formulas import LITERAL, guarded, literal, or_default, with_default
from smsxl.functions.model import Argument, Blank, Result, Takes, Today


@dataclass(frozen=True)
class Function:
    """One worksheet function.

    `compute` gets the arguments as plain values, in order: an int for a rating, a float for a number, a date, a tidied
    text or one of the words, None for a blank that counts; a tuple of raw cells for a column, of raw rows for a table.
    It returns a cell value or a grid, or raises `CellFault`.

    `steps` are named parts of the formula, in order, and `core` the formula itself, in built-in functions of Excel
    2016 over `{argument}` and `{step}`; both forms are made of them. A function over columns has a LAMBDA and a plain
    form of its own; where it `keeps_errors_in_rows`, an error in a column spoils its row only.

    `array_entered` says that the plain form has to be entered as an array formula, `plain_gap` why there is no plain
    form where there is none.
    """

    name: str
    category: str
    summary: str
    arguments: tuple[Argument, ...]
    compute: Callable[..., Result]
    core: str = ""
    steps: tuple[tuple[str, str], ...] = ()
    own_lambda: str | None = None
    own_plain: str | None = None
    gives_grid: bool = False
    keeps_errors_in_rows: bool = False
    array_entered: bool = False
    plain_gap: str | None = None

    @property
    def lambda_form(self) -> str:
        """The LAMBDA that does the same in Excel 365, as one types it into the Name Manager."""
        return _lambda_form(self)

    @property
    def plain_form(self) -> str | None:
        """The formula in built-in functions of Excel 2016 with every argument given as `{argument}`, if it has one."""
        if self.plain_gap is not None:
            return None
        return plain(self, [f"{{{argument.name}}}" for argument in self.arguments])

    @property
    def today_argument(self) -> Argument | None:
        """The argument that means today where it is omitted; such a call must never be remembered."""
        return next((argument for argument in self.arguments if argument.default is Today.TODAY), None)

    @property
    def is_volatile(self) -> bool:
        """Whether an omitted argument means today."""
        return self.today_argument is not None


def plain(function: Function, arguments: Sequence[str | None]) -> str:
    """Return a call of a function in built-in functions of Excel 2016, without `=`.

    `arguments` are formula texts, such as cell references; None or a missing trailing one is omitted, and its default
    stands in its place. A range, and a day, that is given is taken as it is, even if it is blank. Raises ValueError
    where the function has no plain form, a required argument is missing or there are too many.
    """
    if function.plain_gap is not None:
        raise ValueError(f"{function.name} has no form in built-in functions: {function.plain_gap}")
    if len(arguments) > len(function.arguments):
        raise ValueError(f"{function.name} has {len(function.arguments)} arguments, {len(arguments)} are given")
    texts: dict[str, str] = {}
    checked = []
    for argument, given in zip(function.arguments, [*arguments, *[None] * len(function.arguments)]):
        text = given
        if text is None:
            if not argument.optional:
                raise ValueError(f"{function.name} needs its argument {argument.name}")
            texts[argument.name] = literal(argument.default)
            continue
        if not LITERAL.fullmatch(text):
            checked.append(argument)
            replaced = argument.takes is Takes.VALUE and argument.blank is Blank.DEFAULT
            if replaced and argument.default is not Today.TODAY:
                text = or_default(argument, text)
        texts[argument.name] = text
    if function.own_plain is not None:
        outer = [argument for argument in checked if function.keeps_errors_in_rows and argument.takes is Takes.VALUE]
        return guarded(outer, texts, function.own_plain.format(**texts))
    names = dict(texts)
    for step, text in function.steps:
        names[step] = text.format(**names)
    return guarded(checked, texts, function.core.format(**names))


def _lambda_form(function: Function) -> str:
    if function.own_lambda is not None:
        return function.own_lambda
    names = {}
    bindings = []
    for argument in function.arguments:
        names[argument.name] = argument.name
        if argument.optional:
            names[argument.name] = f"{argument.name}_"
            bindings.append(f"{argument.name}_,{with_default(argument)}")
    body = function.core.format(**names, **{step: step for step, _ in function.steps})
    if function.steps:
        steps = []
        for step, text in function.steps:
            steps.append(f"{step},{text.format(**names)}")
            names[step] = step
        body = f"LET({','.join(steps)},{body})"
    body = guarded(function.arguments, names, body)
    if bindings:
        body = f"LET({','.join(bindings)},{body})"
    parameters = [f"[{argument.name}]" if argument.optional else argument.name for argument in function.arguments]
    return f"LAMBDA({','.join(parameters)},{body})"
