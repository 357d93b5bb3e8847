"""Idents: minted ones are valid, every typing error is detected, corrections are suggested."""

import random
import string

import pytest

from archive.idents import ALPHABET, LENGTH, check, likely_idents, mint, well_formed


def mint_many(number: int, seed: int = 7) -> list[str]:
    rng = random.Random(seed)
    used_idents: set[str] = set()
    while len(used_idents) < number:
        used_idents.add(mint(used_idents, rng))
    return sorted(used_idents)


def bodies_of_one_character():
    """Every body with one character that is not 0: the check sum is linear, so these span all."""
    for position in range(LENGTH - 1):
        for character in ALPHABET:
            yield "0" * position + character + "0" * (LENGTH - 2 - position)


def complete(body: str) -> str:
    (ident,) = [body + character for character in ALPHABET if check(body + character)]
    return ident


def test_minted_idents_are_right_and_are_never_a_number():
    for ident in mint_many(2000):
        assert well_formed(ident)
        assert check(ident)
        assert not ident.isdigit()
        assert not ident.startswith("0")


def test_the_default_source_mints_right_idents_too():
    assert check(mint(set()))


def test_a_taken_ident_is_not_minted_again():
    first = mint(set(), random.Random(1))
    assert mint({first}, random.Random(1)) != first


def test_a_check_character_worked_out_by_hand():
    # 1*1 + 2*2 + 3*10 + 4*0 + 5*0 + 6*28 = 203 = 7*29 + 0
    assert check("12b00z0")
    assert not check("12b00z1")


def test_every_wrong_character_is_found_out():
    for ident in mint_many(60) + [complete(body) for body in bodies_of_one_character()]:
        for n in range(LENGTH):
            for character in set(ALPHABET) - {ident[n]}:
                assert not check(ident[:n] + character + ident[n + 1 :])


def test_every_swap_of_neighbours_is_found_out():
    # Only the two swapped positions matter to whether the sum changes, so every pair of
    # characters at every pair of neighbouring positions is the whole proof.
    for n in range(LENGTH - 2):
        for left in ALPHABET:
            for right in set(ALPHABET) - {left}:
                body = "0" * n + left + right + "0" * (LENGTH - 3 - n)
                ident = complete(body)
                swapped = ident[:n] + ident[n + 1] + ident[n] + ident[n + 2 :]
                assert not check(swapped), (ident, swapped)


def test_a_swap_of_the_last_two_is_found_out():
    for ident in mint_many(5000, seed=3):
        if ident[-1] != ident[-2]:
            assert not check(ident[:-2] + ident[-1] + ident[-2])


@pytest.mark.parametrize("malformed", ["", "12b00z", "12b00z00", "12B00Z0", "12a00z0", "１2b00z0"])
def test_malformed_idents_are_rejected(malformed):
    assert not well_formed(malformed)
    assert not check(malformed)


@pytest.mark.slow
def test_every_typo_leads_back_to_the_ident():
    for ident in mint_many(8, seed=5):
        for n in range(LENGTH):
            for character in string.ascii_letters + string.digits:
                assert ident in likely_idents(ident[:n] + character + ident[n + 1 :])
        for n in range(LENGTH - 1):
            assert ident in likely_idents(ident[:n] + ident[n + 1] + ident[n] + ident[n + 2 :])


def test_similar_idents_are_valid_and_of_the_same_length():
    for typed in ("12b00z1", "bbbbbbb", "zzzzz9q"):
        assert likely_idents(typed)
        assert all(check(ident) for ident in likely_idents(typed))


def test_a_valid_ident_suggests_only_itself():
    assert likely_idents("12b00z0") == {"12b00z0"}


@pytest.mark.parametrize(
    "typed", ["12B00Z0", "12bo0z0", "12bOOzO", "l2b00z0", "I2b00zo", " 12b00z0\n"]
)
def test_case_and_look_alikes_are_normalised(typed):
    assert likely_idents(typed) == {"12b00z0"}


@pytest.mark.parametrize("typed", ["", "12b", "12b00z00", "十二个字都不是"])
def test_malformed_idents_have_no_suggestions(typed):
    assert likely_idents(typed) == set()
