"""Rows become households: one head each, no number twice, and all or nothing of a household."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from services.registry.domain.household import Relation
from services.registry.roster.batch import RosterBatch
from services.registry.roster.columns import Column
from services.registry.roster.options import Limits
from services.registry.roster.pipeline import scan_roster
from services.registry.roster.problems import ProblemCode
from tests.support.roster_files import (
    OPTIONS,
    Row,
    a_household,
    a_roster,
    a_row,
    another_household,
    write_csv,
    write_xlsx,
)


def scanned(tmp_path: Path, rows: list[Row], batch_rows: int = 5_000) -> list[RosterBatch]:
    path = write_csv(tmp_path / "roster.csv", rows)
    return list(scan_roster(path, replace(OPTIONS, batch_rows=batch_rows)))


def blamed(batches: list[RosterBatch]) -> list[tuple[int, Column, ProblemCode]]:
    return [(p.row, p.column, p.code) for batch in batches for p in batch.problems]


def imported(batches: list[RosterBatch]) -> list[str]:
    return [household.number for batch in batches for household in batch.good]


def held(batches: list[RosterBatch]) -> list[int]:
    return [row.row for batch in batches for row in batch.held_rows]


def a_person_without_number(number: str, name: str, relation: str = "户主") -> Row:
    return a_row(
        village="610921104206",
        number=number,
        relation=relation,
        name=name,
        sex="女",
        birth_date="1950-01-01",
    )


def test_a_good_household_is_understood_whole(tmp_path: Path) -> None:
    household = scanned(tmp_path, a_roster())[0].good[0]
    head, son = household.people
    assert (household.group, household.number, household.address) == (
        "三组",
        "0001",
        "江河村三组12号",
    )
    assert household.award_years == (2023, 2024)
    assert household.income is not None
    assert [str(amount) for _, amount in household.income.items] == [
        "32000",
        "8600",
        "2100",
        "300",
        "1250.5",
    ]
    assert (head.relation, son.relation) == (Relation.HEAD, Relation.SON)
    assert [need.kind.value for need in head.needs] == ["minimum_living", "disability"]
    assert head.absence is not None
    assert son.absence is None


def test_a_household_without_head_is_held_back(tmp_path: Path) -> None:
    rows = a_roster()
    rows[0][Column.RELATION] = "配偶"
    batches = scanned(tmp_path, rows)
    assert blamed(batches) == [(2, Column.RELATION, ProblemCode.HEAD_MISSING)]
    assert (imported(batches), held(batches)) == (["0002"], [2, 3])


def test_a_household_with_two_heads_is_held_back(tmp_path: Path) -> None:
    rows = a_roster()
    rows[1][Column.RELATION] = "户主"
    batches = scanned(tmp_path, rows)
    assert blamed(batches) == [(3, Column.RELATION, ProblemCode.HEAD_TWICE)]
    assert "第 2 行" in batches[0].problems[0].message
    assert (imported(batches), held(batches)) == (["0002"], [2, 3])


def test_one_bad_row_holds_back_its_whole_household(tmp_path: Path) -> None:
    rows = a_roster()
    rows[1][Column.PHONE] = "1"
    batches = scanned(tmp_path, rows)
    assert held(batches) == [2, 3]
    assert batches[0].held_rows[0].cells[Column.NAME] == "张甲寅"


def test_a_household_that_comes_again_later_is_named(tmp_path: Path) -> None:
    rows = [*a_household(), *another_household(), a_person_without_number("0001", "张丙")]
    for size in (5_000, 2):
        batches = scanned(tmp_path, rows, size)
        assert blamed(batches) == [(5, Column.NUMBER, ProblemCode.HOUSEHOLD_SCATTERED)]
        assert imported(batches) == ["0001", "0002"]


def test_a_number_used_twice_in_the_file_is_named_with_its_first_row(tmp_path: Path) -> None:
    rows = [*a_roster(), *another_household("0003")]
    for size in (5_000, 2):
        batches = scanned(tmp_path, rows, size)
        assert blamed(batches) == [(5, Column.ID_NUMBER, ProblemCode.ID_REPEATED)]
        assert "第 4 行" in batches[-1].problems[0].message


def test_the_same_village_household_numbers_of_two_villages_are_two_households(
    tmp_path: Path,
) -> None:
    other = a_person_without_number("0001", "王丁")
    other[Column.VILLAGE] = "610921104207"
    assert imported(scanned(tmp_path, [*a_household(), other])) == ["0001", "0001"]


def test_people_without_a_number_are_told_apart_by_name_and_birth(tmp_path: Path) -> None:
    rows = [
        a_person_without_number("0001", "王丁"),
        a_person_without_number("0001", "王戊", "其他"),
        a_person_without_number("0001", "王丁", "其他"),
    ]
    batches = scanned(tmp_path, rows)
    assert blamed(batches) == [(4, Column.NAME, ProblemCode.PERSON_REPEATED)]


def test_a_household_of_a_whole_file_does_not_fill_the_memory(tmp_path: Path) -> None:
    rows = [a_person_without_number("0001", f"王{n}", "其他") for n in range(60)]
    path = write_csv(tmp_path / "roster.csv", rows)
    options = replace(OPTIONS, batch_rows=10, limits=Limits(household_members=20))
    batches = list(scan_roster(path, options))
    codes = {code for _, _, code in blamed(batches)}
    assert {ProblemCode.HOUSEHOLD_TOO_LARGE, ProblemCode.HOUSEHOLD_SCATTERED} <= codes
    assert held(batches) == list(range(2, 62))


def test_batches_end_where_households_end(tmp_path: Path) -> None:
    rows = [row for n in range(9) for row in unnumbered_household(f"{n:04d}")]
    batches = scanned(tmp_path, rows, 4)
    assert [batch.last_row for batch in batches] == [4, 7, 10, 16, 19, 22, 25, 28]
    assert sum(len(batch.good) for batch in batches) == 9
    assert batches[-1].rows_read == 27


def unnumbered_household(number: str) -> list[Row]:
    names = (("王丁", "户主"), ("王戊", "其他"), ("王己", "其他"))
    return [a_person_without_number(number, name, relation) for name, relation in names]


def test_a_scan_may_start_after_any_batch(tmp_path: Path) -> None:
    rows = [row for n in range(9) for row in unnumbered_household(f"{n:04d}")]
    rows += [*another_household("1000"), *another_household("1001")]
    path = write_csv(tmp_path / "roster.csv", rows)
    options = replace(OPTIONS, batch_rows=4)
    whole = list(scan_roster(path, options))
    for at, batch in enumerate(whole):
        rest = list(scan_roster(path, replace(options, start_after_row=batch.last_row)))
        assert rest == whole[at + 1 :]


def test_the_hash_of_a_household_does_not_depend_on_how_it_is_written(tmp_path: Path) -> None:
    rows = a_roster()
    first = scanned(tmp_path, rows)[0].good[0]
    rows[0][Column.SEX] = ""
    rows[0][Column.BIRTH_DATE] = "1985/3/15"
    rows[0][Column.ETHNICITY] = "汉"
    rows[0][Column.WAGE] = 32000.0
    rows[0][Column.AWARDS] = "2024；2023"
    rows[0][Column.NEEDS] = "残疾:肢体:2;低保"
    rows[0], rows[1] = rows[1], rows[0]
    path = write_xlsx(tmp_path / "roster.xlsx", rows)
    again = next(iter(scan_roster(path, OPTIONS))).good[0]
    assert again.content_hash == first.content_hash


def test_the_hash_of_a_household_changes_with_any_cell(tmp_path: Path) -> None:
    changes = {
        Column.GROUP: "四组",
        Column.NAME: "张某",
        Column.PHONE: "15400000002",
        Column.RESIDENCE: "",
        Column.NEEDS: "",
        Column.WAGE: "32001",
        Column.AWARDS: "2023",
        Column.LATITUDE: "32.891235",
    }
    hashes = {scanned(tmp_path, a_roster())[0].good[0].content_hash}
    for column, cell in changes.items():
        rows = a_roster()
        rows[0][column] = cell
        if column is Column.RESIDENCE:
            rows[0][Column.ABSENT_SINCE] = ""
        hashes.add(scanned(tmp_path, rows)[0].good[0].content_hash)
    assert len(hashes) == len(changes) + 1


def test_hashes_need_the_key(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "roster.csv", a_roster())
    one, other = (
        next(iter(scan_roster(path, replace(OPTIONS, hash_key=key)))).good[0]
        for key in (b"a" * 32, b"b" * 32)
    )
    assert one.content_hash != other.content_hash
