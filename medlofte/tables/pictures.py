"""The joint picture: residents, actors and registers side by side, and every comparison that was tested."""

from __future__ import annotations

from medlofte.tables.contract import STATUS, TRENDS, Table, integer, number, share, text

GROUP = (
    text("by1", "första grupperande fråga eller tomt"),
    text("group1", "grupp i by1 eller tomt"),
    text("by2", "andra grupperande fråga eller tomt"),
    text("group2", "grupp i by2 eller tomt"),
)
GROUPING = [column.name for column in GROUP]
DIVERGENCE_KINDS = ("betoning", "namnd", "riktning", "niva", "grupp", "register_tid", "register_niva", "rapporter_tid")
DIVERGENCE_UNITS = ("andel", "aktörer", "antal per år", "per 100 000")
SITUATION = Table(
    "situation",
    "Ämnena sedda av invånare, aktörer och register, sida vid sida",
    (
        text("topic", "ämnets id"),
        share("share", "invånare: vägd andel som valt ämnet"),
        share("low", "nedre gräns"),
        share("high", "övre gräns"),
        integer("n", "antal som svarat, ovägt", required=False),
        integer("rank", "invånarnas ordning, 1 = vanligast", required=False),
        share("p_top3", "sannolikhet att höra till de tre vanligaste"),
        number("change", "förändring i andel sedan förra jämförbara enkäten", low=-1, high=1),
        integer("text_mentions", "antal fritextsvar som rör ämnet", required=False),
        integer("actors", "antal aktörer som nämner ämnet", required=False),
        integer("actors_asked", "antal aktörer som lämnat kartläggning"),
        number("frequency", "aktörernas medel av hur vanligt, 1–4", low=1, high=4),
        number("consequences", "aktörernas medel av konsekvenser, 1–5", low=1, high=5),
        text("trend", "aktörernas vanligaste svar om utvecklingen", *TRENDS, ""),
        text("indicators", "registerindikatorer, åtskilda med |"),
        number("register_count", "registren: antal senaste år", low=0),
        number("register_per_100k", "registren: per 100 000 invånare senaste år", low=0),
        number("register_change", "registren: relativ förändring mot medel av tidigare år"),
        text("statement", "var bilderna går isär, svensk mening eller tomt"),
        STATUS,
        number("change_q", "justerat p-värde för invånarnas förändring (inom alla enkätens frågor)", low=0, high=1),
        number("confidence", "aktörernas medel av hur säkra de är, 1–5", low=1, high=5),
        text("places", "platser som aktörerna nämner, åtskilda med |"),
        number("register_before", "registren: medel per år av tidigare år", low=0),
        number("register_q", "justerat p-värde för senaste året mot tidigare år", low=0, high=1),
        text("register_period", "år som jämförelsetalet gäller; två år när antalen är små"),
        number("register_rate", "registren: antal per 100 000 invånare och år under perioden", low=0),
        number("register_low", "dess nedre gräns, exakt Poisson 95 %", low=0),
        number("register_high", "dess övre gräns, exakt Poisson 95 %", low=0),
        text("compared_with", "vilka registret jämförs med, eller tomt"),
        number("compared_rate", "deras antal per 100 000 invånare och år", low=0),
        number("compared_q", "justerat p-värde för skillnaden mot dem", low=0, high=1),
        text("missing", "vad som saknas i bilden, svenska meningar eller tomt"),
    ),
    key=("topic",),
)
DIVERGENCES = Table(
    "divergences",
    "Prövade skillnader: var bilderna eller grupperna går isär, en rad per prövning",
    (
        text("topic", "ämnets id"),
        text("kind", "vad som prövats", *DIVERGENCE_KINDS),
        *GROUP,
        number("first", "det som prövas"),
        number("second", "det som det jämförs med"),
        number("low", "skillnadens nedre gräns (95 %)"),
        number("high", "skillnadens övre gräns (95 %)"),
        text("unit", "enhet för talen", *DIVERGENCE_UNITS),
        number("n_first", "svar, aktörer eller händelser bakom det första talet", low=0),
        number("n_second", "svar, aktörer eller händelser bakom det andra talet", low=0),
        share("p", "p-värde, tvåsidigt"),
        share("q", "justerat p-värde (Benjamini–Hochberg) över alla prövningar i tabellen"),
        text("method", "metoden"),
        text("statement", "svensk mening där prövningen håller (q under 0,05), annars tomt"),
    ),
    key=("topic", "kind", *GROUPING),
)
