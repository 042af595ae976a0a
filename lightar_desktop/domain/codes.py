# SPDX-License-Identifier: MIT
"""Countries, currencies and languages by their codes, as invoices name them."""

import re
from typing import Final

# ISO 3166 alpha-2, and XK as everyone writes Kosovo.
COUNTRIES: Final = frozenset(
    (  # noqa: SIM905 - a column of codes is read more easily
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO "
        "BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ "
        "DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP "
        "GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG "
        "KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML "
        "MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE "
        "PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL "
        "SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM "
        "US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW "
    ).split()
)

# ISO 4217: those in use.
CURRENCIES: Final = frozenset(
    (  # noqa: SIM905 - a column of codes is read more easily
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP "
        "BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP "
        "GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES "
        "KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU "
        "MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON "
        "RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP "
        "TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG "
    ).split()
)

# ISO 639-1: two letters, and the few languages that are written in two ways.
LANGUAGES: Final = frozenset(
    (  # noqa: SIM905 - a column of codes is read more easily
        "aa ab af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cv cy da "
        "de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht "
        "hu hy hz ia id ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky "
        "la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv "
        "ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq "
        "sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo "
        "xh yi yo za zh zu "
    ).split()
)
_LOCALE: Final = re.compile(r"([a-z]{2})(?:[_-][A-Z][a-z]{3})?(?:[_-]([A-Z]{2}))?")


def country_problem(code: str) -> str:
    """Why `code` is no country, as half a sentence; empty when it is one."""
    return "" if code in COUNTRIES else "choose one from the list, or type two letters like DE."


def currency_problem(code: str) -> str:
    """Why `code` is no currency, as half a sentence; empty when it is one."""
    return "" if code in CURRENCIES else "type three letters of a currency in use, such as EUR."


def is_language(text: str) -> bool:
    """Whether `text` is a locale such as `de`, `nb_NO` or `zh_Hans_CN`."""
    found = _LOCALE.fullmatch(text)
    return found is not None and found[1] in LANGUAGES and (not found[2] or found[2] in COUNTRIES)
