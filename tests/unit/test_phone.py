"""The one normaliser, with the ways numbers really arrive and with whatever Hypothesis thinks of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.citizens.phone import SHORT_CODES, caller_id, display_phone, mask_phone, parse_phone
from callcenter.messages import catalogue
from callcenter.privacy.names import mask_name
from callcenter.privacy.remarks import holds_resident_number
from callcenter.problems import Invalid

SAME = {
    "+821012342413": [
        "01012342413", "010-1234-2413", "010 1234 2413", "010.1234.2413", "(010) 1234-2413",
        "+82 10 1234 2413", "+82 010-1234-2413", "+82-(0)10-1234-2413", "821012342413",
        "0082 10 1234 2413", "０１０－１２３４－２４１３", "tel:+82-10-1234-2413", " 010–1234–2413 ",
    ],
    "+8221234567": ["02-123-4567", "021234567", "+82 2 123 4567", "(02)123-4567"],
    "+82212345678": ["02-1234-5678", "0212345678"],
    "+82311234567": ["031-123-4567", "031)123-4567"],
    "+827012345678": ["070-1234-5678"],
    "+8215881234": ["1588-1234", "15881234", "+82 1588-1234"],
    "+8218001234": ["1800-1234"],
    "+825012345678": ["050-1234-5678"],
    "+82801234567": ["080-123-4567"],
    "+16502530000": ["+1 650-253-0000", "001-1-650-253-0000", "00700 1 650 253 0000"],
    "110": ["110", " 1 1 0 "],
    "120": ["120"],
}  # fmt: skip

WRONG = {
    "citizens.phone_missing": ["", "   "],
    "citizens.phone_characters": ["01O-1234-5678", "전화주세요", "010-1234-567#", "--", "anonymous"],
    "citizens.phone_area_code": ["123-4567".replace("1", "5", 1), "2345678", "55512345"],
    "citizens.phone_too_short": ["0101234", "12", "999", "02-120"],
    "citizens.phone_too_long": ["010-1234-2413-555555", "0" * 41],
    "citizens.phone_unknown": ["013-1234-5678", "099-123-4567", "+999 123 456 789"],
}

NUMBERS = st.one_of(
    # 010-597x to 010-599x are not given out (libphonenumber).
    st.builds("010{:08d}".format, st.integers(20_000_000, 99_999_999)).filter(
        lambda number: not "010597" <= number[:6] <= "010599"
    ),
    st.builds("02{:08d}".format, st.integers(20_000_000, 69_999_999)),
    st.builds("031{:07d}".format, st.integers(2_000_000, 9_999_999)),
    st.builds("070{:08d}".format, st.integers(10_000_000, 99_999_999)),
    st.builds("1588{:04d}".format, st.integers(0, 9999)),
)


@pytest.mark.parametrize(
    ("canonical", "text"), [(key, text) for key, texts in SAME.items() for text in texts]
)
def test_each_way_of_writing_means_the_same_number(canonical: str, text: str) -> None:
    assert parse_phone(text).canonical == canonical


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in WRONG.items() for text in texts])
def test_a_wrong_number_is_told_what_is_wrong(code: str, text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_phone(text)
    assert refusal.value.fields["phone"].code == code
    assert code in catalogue("ko")
    assert caller_id(text) is None


@given(NUMBERS, st.data())
def test_separators_never_matter(number: str, data: st.DataObject) -> None:
    written = "".join(digit + data.draw(st.sampled_from(["", "-", " ", "."])) for digit in number)
    assert parse_phone(written) == parse_phone(number)


@given(NUMBERS)
def test_what_is_shown_can_be_read_again(number: str) -> None:
    parsed = parse_phone(number)
    assert parse_phone(parsed.canonical) == parsed
    assert parse_phone(display_phone(parsed.canonical)) == parsed


@given(NUMBERS)
def test_a_mask_hides_at_least_three_digits_and_keeps_the_length(number: str) -> None:
    canonical = parse_phone(number).canonical
    masked = mask_phone(canonical)
    assert masked.count("*") >= 3
    assert len(masked) == len(display_phone(canonical))
    assert number not in masked.replace("-", "")


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_a_clear_refusal(text: str) -> None:
    canonical = caller_id(text)
    if canonical is None:
        with pytest.raises(Invalid) as refusal:
            parse_phone(text)
        assert refusal.value.fields["phone"].code in catalogue("ko")
    else:
        assert canonical in SHORT_CODES or canonical.startswith("+")
    mask_phone(text)


@pytest.mark.parametrize(
    ("canonical", "masked"),
    [
        ("+821012342413", "010-****-2413"),
        ("+8221234567", "02-***-4567"),
        ("+82311234567", "031-***-4567"),
        ("+8215881234", "1588-****"),
        ("+16502530000", "+1 650-***-0000"),
        ("110", "110"),
        (None, ""),
        ("", ""),
        ("anonymous", "*******us"),
    ],
)
def test_masks(canonical: str | None, masked: str) -> None:
    assert mask_phone(canonical) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("김순", "김*"),
        ("김영순", "김*순"),
        ("남궁민수", "남**수"),
        ("김", "김*"),
        ("John Smith", "J*** S****"),
        ("Li", "L*"),
        ("", ""),
    ],
)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("900101-1234567", True),
        ("주민번호는 9001011234567 입니다", True),
        ("850630 - 2345678", True),
        ("010-1234-5678", False),
        ("접수 2026-11-004512", False),
        ("구공공일공일에 일이삼사오육칠", True),
        ("주민번호 뒷자리 1234567", True),
        ("901301-1234567", False),
        ("1234567890123456", False),
    ],
)
def test_resident_numbers_are_noticed(text: str, found: bool) -> None:
    assert holds_resident_number(text) is found
