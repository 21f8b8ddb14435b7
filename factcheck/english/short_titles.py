"""Shortened titles before a name, "Cllr. Hale": the full stop behind one ends no sentence."""

from __future__ import annotations

SHORT_TITLES = tuple(
    (
        "Mr Mrs Ms Dr Prof Gen Col Maj Capt Lt Sgt Cpl Sen Rep Gov Rev Hon Amb Cllr Ald Det Insp Supt Const Cmdr Cdr Adm Brig"
        " Pte Pvt Sens Reps Govs Profs Drs Messrs Mme Mlle Msgr Rt Asst Dep Atty"
    ).split()
)
NO_TITLE_BEFORE = "".join(rf"(?<!\b{word}\.)" for word in (*SHORT_TITLES, "St", "Ft", "Mt", "Lib"))
"""A regular expression of a place that follows none of them, nor what begins the name of a place or a party."""
