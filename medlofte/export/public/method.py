"""How the figures came about, in plain words for residents. A pure function."""

from __future__ import annotations

from collections.abc import Sequence

from medlofte import style
from medlofte.export.public.account import Account
from medlofte.export.public.said import Share
from medlofte.language import N_, _

_SELF_SELECTED = N_(
    "Vem som helst kunde svara. Resultatet beskriver dem som svarade. Det går inte "
    "säkert att föra över till alla som bor i kommunen."
)
_SAMPLE = N_("Enkäten skickades till ett slumpmässigt urval av invånarna.")
_TESTED = N_(
    "Vi skriver att något ökat, minskat eller skiljer sig bara när en statistisk "
    "prövning visar det, också när hänsyn tagits till hur många jämförelser som prövats "
    "(5 procent, Benjamini–Hochberg)."
)
_TEXTS = N_("Fria svar visas aldrig, bara hur många som rör varje ämne.")


def method(account: Account, topics: Sequence[Share]) -> list[str]:
    """Return the sentences; the first topic with a figure serves as the example of an interval."""
    about = account.about
    said = [_(_SAMPLE) if about.get("design") == "sample" else _(_SELF_SELECTED)]
    short = account.edition.table("questions").set_index("question")["short"].to_dict()
    raked = [str(short.get(name) or name).lower() for name in about.get("rake", [])]
    if raked:
        said.append(
            _(
                "Svaren är viktade efter {raked}. Grupper som svarat i liten grad får väga tyngre, "
                "så att svaren stämmer med befolkningen i just det."
            ).format(raked=_(" och ").join(raked))
        )
    example = next((share for share in topics if not style.missing(share.now["low"])), None)
    return [*said, *([_interval(example)] if example else []), _(_TESTED), _protected(account), _(_TEXTS)]


def _interval(example: Share) -> str:
    share, low, high = (style.number(example.now[key] * 100) for key in ("share", "low", "high"))
    return _(
        "«{figure}» betyder att {share} procent av svaren gäller detta, och att osäkerheten "
        "sträcker sig från {low} till {high} procent. Det är ett 95-procentigt "
        "osäkerhetsintervall, under antagandet att de som svarat liknar dem som inte svarat."
    ).format(figure=example.figure, share=share, low=low, high=high)


def _protected(account: Account) -> str:
    count, base = account.about.get("minimum_count", 5), account.about.get("minimum_base", 20)
    return _(
        "Ingen ska kunna kännas igen. Antal under {count} och grupper med färre än {base} "
        "svar visas inte, och inte heller siffror som går att räkna ut ur andra. Då står det "
        "«..». Antal svar i grupper är avrundade."
    ).format(count=count, base=base)
