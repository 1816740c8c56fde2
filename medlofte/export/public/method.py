"""How the figures came about, in plain words for residents. A pure function."""

from __future__ import annotations

from collections.abc import Sequence

from medlofte import style
from medlofte.export.public.account import Account
from medlofte.export.public.said import Share

_SELF_SELECTED = ("Vem som helst kunde svara. Resultatet beskriver dem som svarade. Det går inte säkert att föra över "
                  "till alla som bor i kommunen.")  # fmt: skip
_SAMPLE = "Enkäten skickades till ett slumpmässigt urval av invånarna."
_TESTED = ("Vi skriver att något ökat, minskat eller skiljer sig bara när en statistisk prövning visar det, också när "
           "hänsyn tagits till hur många jämförelser som prövats (5 procent, Benjamini–Hochberg).")  # fmt: skip
_TEXTS = "Fria svar visas aldrig, bara hur många som rör varje ämne."


def method(account: Account, topics: Sequence[Share]) -> list[str]:
    """Return the sentences; the first topic with a figure serves as the example of an interval."""
    about = account.about
    said = [_SAMPLE if about.get("design") == "sample" else _SELF_SELECTED]
    short = account.edition.table("questions").set_index("question")["short"].to_dict()
    raked = [str(short.get(name) or name).lower() for name in about.get("rake", [])]
    if raked:
        said.append(f"Svaren är viktade efter {' och '.join(raked)}. Grupper som svarat i liten grad får väga tyngre, "
                    "så att svaren stämmer med befolkningen i just det.")  # fmt: skip
    example = next((share for share in topics if not style.missing(share.now["low"])), None)
    return [*said, *([_interval(example)] if example else []), _TESTED, _protected(account), _TEXTS]


def _interval(example: Share) -> str:
    share, low, high = (style.number(example.now[key] * 100) for key in ("share", "low", "high"))
    return (f"«{example.figure}» betyder att {share} procent av svaren gäller detta, och att osäkerheten sträcker sig "
            f"från {low} till {high} procent. Det är ett 95-procentigt osäkerhetsintervall, under antagandet att de "
            "som svarat liknar dem som inte svarat.")  # fmt: skip


def _protected(account: Account) -> str:
    count, base = account.about.get("minimum_count", 5), account.about.get("minimum_base", 20)
    return (
        f"Ingen ska kunna kännas igen. Antal under {count} och grupper med färre än {base} svar visas inte, och inte "
        "heller siffror som går att räkna ut ur andra. Då står det «..». Antal svar i grupper är avrundade."
    )
