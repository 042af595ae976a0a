# SPDX-License-Identifier: MIT
"""Amounts of money: exact decimals, rounded the way invoices are.

Amounts are `Decimal`; a currency is its ISO 4217 code. Nothing here or above uses floats.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

ZERO: Final = Decimal(0)

# ISO 4217: the currencies whose smallest unit is not a hundredth.
_DECIMALS: Final = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI"), 0
    ),
    **dict.fromkeys(("VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


def decimals(currency: str) -> int:
    """How many digits after the point amounts in `currency` have."""
    return _DECIMALS.get(currency, 2)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """`amount` in whole smallest units of `currency`, halves away from zero (EN 16931)."""
    return amount.quantize(Decimal(1).scaleb(-decimals(currency)), ROUND_HALF_UP)


def plain(amount: Decimal, currency: str) -> str:
    """`amount` for machines: a point, the currency's decimals, no grouping."""
    return f"{rounded(amount, currency):f}"


def shared_out(amount: Decimal, weights: list[Decimal], currency: str) -> list[Decimal]:
    """`amount` split in proportion to `weights`, each part rounded, the parts adding up exactly.

    The smallest units left by rounding down go to the parts that lost most by it.
    """
    whole = sum(weights, ZERO)
    if not whole:
        return [ZERO for _ in weights]
    unit = Decimal(1).scaleb(-decimals(currency))
    exact = [amount * weight / whole for weight in weights]
    parts = [(part // unit) * unit for part in exact]
    missing = int((rounded(amount, currency) - sum(parts, ZERO)) / unit)
    step = unit if missing >= 0 else -unit
    by_loss = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i]) * step)
    for i in range(abs(missing)):
        parts[by_loss[i % len(parts)]] += step
    return parts
