# SPDX-License-Identifier: MIT
"""Why an item of a batch failed, as it is stored."""

import json
from collections.abc import Sequence

from lightar_desktop.domain.errors import Problem


def problems_json(problems: Sequence[Problem]) -> str:
    """`problems` as JSON: codes and facts, so the sentence can be said in any language."""
    return json.dumps(
        [[problem.code, problem.field, problem.facts] for problem in problems], ensure_ascii=False
    )


def problems_from(stored: str) -> tuple[Problem, ...]:
    """What `problems_json` wrote."""
    return tuple(Problem(code, field, facts) for code, field, facts in json.loads(stored))
