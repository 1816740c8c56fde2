"""Columns that survey tools add beside the answers: times, numbers, devices, and what points out a person.

They are no fault of the codebook's, so they are told of in one line, except those that point out who answered: an
answer that can be tied to an e-mail address should not lie in the round at all.

Sources: ODK Briefcase, docs/export-format.md (SubmissionDate, KEY, isValidated); LimeSurvey's response table (id,
submitdate, lastpage, startlanguage, seed, startdate, datestamp, ipaddr, refurl) as its RemoteControl export gives it;
SurveyCTO and KoboToolbox exports (start, end, deviceid, _id, _uuid, _submission_time); ArcGIS Survey123 (choice
``other`` with its text in ``fråga_other``: documentation, "Feature report: choice questions"). For Microsoft Forms,
Google Forms and Netigate no public specification of the columns was found: the words are those of their Swedish and
English exports, and a column that is not listed only becomes a finding.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from medlofte.codebook import normal

_TECHNICAL = """
id; submitdate; lastpage; startlanguage; seed; startdate; datestamp; refurl; token; response id; date submitted;
last page; start language; date started; date last action; referrer url; svars-id; inskickat datum; sista sidan;
startspråk; datum påbörjad; datum för senaste åtgärd; total tid; interviewtime;
start time; completion time; last modified time; starttid; slutförandetid; senast ändrad tid; språk; language;
timestamp; tidstämpel; score; poäng; total points; quiz feedback;
start; end; today; deviceid; audit; _id; _uuid; _submission_time; _validation_status; _notes; _status; __version__;
_tags; _index; _xform_id_string; _attachments; meta/instanceid; meta/rootuuid; formhub/uuid; rootuuid;
submissiondate; key; instanceid; instancename; meta-instanceid; meta-instancename; submitterid; attachmentspresent;
attachmentsexpected; reviewstate; edits; formversion; isvalidated;
objectid; globalid; creationdate; editdate; x; y;
respondent id; respondentid; svarsdatum; response date; started; completed; status; collector; kanal
"""
_PERSONAL = """
ipaddr; ip address; ip-adress; ip; email; e-mail; email address; e-post; e-postadress; mejladress; name; namn; username;
user name; användarnamn; _submitted_by; submittername; devicephonenum; phonenumber; subscriberid; simserial; creator;
editor; personnummer; telefon; telefonnummer; mobilnummer; mobil; adress; förnamn; efternamn; firstname; lastname;
first name; last name
"""
TECHNICAL = frozenset(normal(word) for word in _TECHNICAL.split(";") if word.strip())
PERSONAL = frozenset(normal(word) for word in _PERSONAL.split(";") if word.strip())
# Columns that number the answers, best first.
IDS = tuple(map(normal, ("id", "response id", "svars-id", "_uuid", "_id", "key", "globalid", "respondent id",
                         "respondentid", "objectid")))  # fmt: skip
# Empty where somebody began to answer but never sent the answers in (LimeSurvey).
SENT = frozenset(map(normal, ("submitdate", "date submitted", "inskickat datum")))
# What a heading begins with that goes on with what the address is for («E-post, om du vill vara med i utlottningen»).
_CONTACT = ("e-post", "mejladress", "e-mail", "telefonnummer", "personnummer")
_ADDRESS = re.compile(r"\S+@\S+\.\S+")


def points_out(heading: str, values: Collection[str]) -> bool:
    """Return whether a column may point out who answered: by its heading, or by e-mail addresses in it."""
    words = normal(heading)
    addresses = sum(bool(_ADDRESS.fullmatch(value.strip())) for value in values)
    return words in PERSONAL or words.startswith(_CONTACT) or 2 * addresses > len(values) > 0
