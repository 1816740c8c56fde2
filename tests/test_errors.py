"""Every message says where, what and what to do next."""

import inspect

import pytest

from medlofte import errors


def test_the_message_names_file_sheet_row_column_value_and_the_next_step() -> None:
    error = errors.SourceError(
        "Talet är för stort.", file="web.csv", sheet="Blad1", row=7, column="Ålder", value=217, advice="Rätta talet."
    )
    assert str(error) == "Fil web.csv, blad Blad1, rad 7, kolumn Ålder, värdet «217»: Talet är för stort. Rätta talet."


def test_what_does_not_apply_is_left_out() -> None:
    assert str(errors.RoundError("Mappen är tom.")) == "Mappen är tom."
    assert str(errors.RoundError("Tomt värde.", value="")) == "värdet «»: Tomt värde."


@pytest.mark.parametrize("name", [n for n, c in inspect.getmembers(errors, inspect.isclass) if n.endswith("Error")])
def test_every_cause_is_a_medlofte_error(name: str) -> None:
    assert issubclass(getattr(errors, name), errors.MedlofteError)
