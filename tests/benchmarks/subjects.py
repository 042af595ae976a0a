# SPDX-License-Identifier: MIT
"""Each subject as rows of the one table; its module is imported when it is asked for."""

from collections.abc import Callable, Iterable, Iterator
from statistics import median

from tests.benchmarks import Row

Subject = Callable[[bool], Iterable[Row]]


def pdf(quick: bool) -> Iterator[Row]:
    """CPU of one document."""
    from tests.benchmarks.pdf import GOAL, run

    for one in run((10,) if quick else (10, 100), 30 if quick else 80):
        goal = one.lines == 10
        yield Row(
            f"PDF of {one.lines} lines, CPU",
            f"{one.product_ms:.2f} ms",
            f"platypus {one.yardstick_ms:.2f} ms",
            one.ratio,
            f">= {GOAL:.0f} x" if goal else "",
            one.ratio >= GOAL if goal else None,
        )


def mime(quick: bool) -> Iterator[Row]:
    """CPU of building one message."""
    from lightar_desktop.adapters.mail.message import build_message
    from tests.benchmarks.mime import cpu_ms, parts, with_the_library

    ours, library = [], []
    for turn in range(7 if quick else 21):
        mails = [parts(turn * 20 + number) for number in range(20)]
        library.append(cpu_ms(with_the_library, mails))
        ours.append(cpu_ms(build_message, mails))
    ratio = median(a / b for a, b in zip(library, ours, strict=True))
    yield Row(
        "message with a 50 KB PDF, CPU",
        f"{median(ours):.2f} ms",
        f"EmailMessage {median(library):.2f} ms",
        ratio,
        "",
        None,
    )


def database(quick: bool) -> Iterable[Row]:
    """Durable opens, the journal, the table's queries."""
    from tests.benchmarks.database import run

    return run(quick=quick)


def window(quick: bool) -> Iterator[Row]:
    """First paint, scrolling and selecting with a million invoices."""
    from tests.benchmarks.large import cached_large
    from tests.benchmarks.window import run

    for one in run(cached_large(100_000 if quick else 1_000_000)):
        sign, _, limit = one.goal.partition(" ")
        known = sign in {"<=", ">="}
        reached = one.reached <= float(limit) if sign == "<=" else None
        if sign == ">=":
            reached = one.reached >= float(limit)
        ratio = one.reached if known else None
        yield Row(one.quantity, f"{one.reached:.2f}", one.words, ratio, one.goal, reached)


def editor(quick: bool) -> Iterator[Row]:
    """Opening the editor of a draft, and typing into it."""
    from tests.benchmarks.editor import run

    for one in run():
        ratio = one.ms / one.most
        goal = f"<= {one.most:.0f} ms"
        yield Row(one.quantity, f"{one.ms:.1f} ms", one.words, ratio, goal, one.ms <= one.most)


def customer(quick: bool) -> Iterable[Row]:
    """A customer with 20,000 invoices beside one with ten."""
    from tests.benchmarks.customer import run

    return run(quick=quick)


def batch(quick: bool) -> Iterable[Row]:
    """The main job, end to end."""
    from tests.benchmarks.batch import run

    return run(quick=quick)


def importing(quick: bool) -> Iterable[Row]:
    """Drafts out of a stranger's file."""
    from tests.benchmarks.importing import run

    return run(quick=quick)


SUBJECTS: dict[str, Subject] = {
    one.__name__: one for one in (pdf, mime, database, importing, window, editor, customer, batch)
}
