"""Free text: what tells whose it is is replaced by a mark that stays visible, and what a clinician needs is not touched."""

from unicodedata import normalize

import pytest

from cdss.deidentify.words import Known, name_parts, scrub

KNOWN = Known(name_parts("Hong^Gildong=洪^吉洞=홍^길동"), frozenset({"P-00123"}))
NOBODY = Known()


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("홍길동님 내원", "[NAME]님 내원"),
        ("홍길동이 쓰러짐. 길동 씨", "[NAME]이 쓰러짐. [NAME] 씨"),
        ("gildong hong and HONG, Gildong", "[NAME] and [NAME], [NAME]"),
        ("chart P-00123.", "chart [ID]."),
    ],
)
def test_what_the_headers_know_is_found_in_any_form(text, scrubbed):
    assert scrub(text, KNOWN).text == scrubbed


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("보호자 김영희씨 동행, 담당의 이순신 교수", "보호자 [NAME]씨 동행, 담당의 [NAME] 교수"),
        ("성명: 박철수 / 이름은 최민", "성명: [NAME] / 이름은 [NAME]"),
        ("남궁민수님, 정하나 (여 43)", "[NAME]님, [NAME] (여 43)"),
        ("Mr. John Smith, seen by Dr. Jane O'Neil", "Mr. [NAME], seen by Dr. [NAME]"),
        ("Patient name: Mary Ann Jones. Next of kin: Bob", "Patient name: [NAME]. Next of kin: [NAME]"),
    ],
)
def test_names_with_a_title_or_a_label(text, scrubbed):
    assert scrub(text, NOBODY).text == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-20", "2026.11.20", "2026/1/2", "11/20/2026", "20 Nov 2026", "Nov 20, 2026", "November 2026"),
        *("2026년 11월 20일", "11월 20일", "2026년 11월", "1960년생", "60년생", "3rd of".replace(" of", " May")),
        *("2026-11", "2026.11", "24년 11월", "90.1.1", "1990. 1. 1"),
    ],
)
def test_dates(text):
    assert scrub(f"since {text} worse", NOBODY).text == "since [DATE] worse"


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        *(
            (phone, "PHONE")
            for phone in ("010-1234-5678", "01012345678", "02-345-6789", "031 123 4567", "+82 10 1234 5678")
        ),
        *((phone, "PHONE") for phone in ("+44 20 7946 0958", "(415) 555-0132", "415-555-0132")),
        *((number, "ID") for number in ("900101-1234567", "900101 - 2******", "9001011234567", "123-45-6789")),
        *((number, "ID") for number in ("900101 1234567", "900101/1234567", "900101－1234567", "900101-1")),
        *((number, "ID") for number in ("M12345678", "11-22-123456-78", "110-123-456789", "12가 3456", "192.168.0.11")),
        *((number, "ID") for number in ("여권번호 AB123", "우편번호 06236")),
        *((phone, "PHONE") for phone in ("010–1234–5678", "010－1234－5678", "+82–10–1234–5678")),
        ("강남구 역삼동", "ADDRESS"),
        *((number, "ID") for number in ("MRN: 00482931", "등록번호 1234567", "chart no. A-4711", "48293112")),
        *((mail, "MAIL") for mail in ("jane.d@x.org", "https://x.org/p?id=7")),
        *(
            (place, "ADDRESS")
            for place in ("서울특별시 강남구 테헤란로 123-4", "경기도 성남시 분당구 정자동", "12 Baker Street")
        ),
        *((place, "ADDRESS") for place in ("세종대로 110", "은마아파트 101동 1203호")),
    ],
)
def test_numbers_and_places(text, mark):
    assert scrub(f"see {text} now", NOBODY).text == f"see [{mark}] now"


@pytest.mark.parametrize(
    "text",
    [
        "BP 120/80, HR 110, RR 22, SpO2 93 %, temp 36.6, pain 7/10, GCS 15, at 14:05.",
        "ABG 7.32/55/60, K 5.6, troponin 0.034, WBC 12.5, D-dimer 1250, glucose 1,250,000 nothing",
        "PR 156, QRS 92, QT 340/438. Target 88-92 %. Aspirin 300 mg given. May have MI; March in place. NKDA.",
        "65세 남자 환자, 어머님이 신고. 3일 전부터 흉통, 오전 10시 악화. 고혈압, 당뇨. 전신 쇠약, 조영제 알레르기.",
        "심한 호흡곤란으로 한 시간 전 119 통해 내원. 유리 밟음. 박동 불규칙. 강직 없음. 김치 섭취 후 복통. 정상 소견.",
        "고혈압 45세, 고령의 78세. 38도, 수액 3000 mL. 혈압 93/60, 심박수 150-160, 체온 36.5-38.2.",
        "ABG 7.32/55/60/24, BNP 2024.5, ECG 150-160-440, 중환자 구역, 입구 이동. SpO2 93, HR 99, 90일 전.",
        "V/S 120-80-36.5-88. 3년 6개월 전.",
        "과장님께 보고. 선생님 호출. 보호자 동반. 주치의 면담.",
    ],
)
def test_what_a_clinician_needs_is_not_touched(text):
    assert scrub(text, NOBODY).text == text


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("생년월일 900101 남", "생년월일 [DATE] 남"),
        ("DOB: 19900101, 전화번호: 1234-5678", "DOB: [DATE], 전화번호: [PHONE]"),
        ("홍길동 45세 남자, 보호자(아들) 김철수", "[NAME] 45세 남자, 보호자(아들) [NAME]"),
        (
            "93세 여자, F/101, 95-year-old, 92 y/o; 89세, M/45",
            "[90+]세 여자, F/[90+], [90+]-year-old, [90+] y/o; 89세, M/45",
        ),
        (normalize("NFD", "성명: 박철수, 11월 20일"), "성명: [NAME], [DATE]"),
    ],
)
def test_what_stands_around_it_stays(text, scrubbed):
    assert scrub(text, NOBODY).text == scrubbed


def test_a_name_is_known_however_its_syllables_are_stored():
    assert scrub("홍길동 왔음", Known(name_parts(normalize("NFD", "홍길동")))).text == "[NAME] 왔음"


def test_each_mark_is_where_its_words_were():
    made = scrub("홍길동님, 010-1234-5678", KNOWN)
    assert [(made.before[f.start : f.end], f.kind) for f in made.found] == [
        ("홍길동", "NAME"),
        ("010-1234-5678", "PHONE"),
    ]


def test_a_name_without_title_that_nobody_knows_stays_and_that_is_why_it_must_be_read():
    assert scrub("Smith has chest pain", NOBODY).text == "Smith has chest pain"


def test_short_names_do_not_take_half_of_the_text():
    known = Known(name_parts("Li^A"))
    assert scrub("A liver full of Li.", known).text == "A liver full of [NAME]."
    assert scrub("", known).text == ""


@pytest.mark.parametrize("run", ["a", "_", "1", "오", "1.", "a@", "Dr. ", "Dr. Who, "])
@pytest.mark.timeout(60)  # it took minutes while places were compared with all others
def test_a_long_run_is_scrubbed_to_its_end(run):
    text = f"Dr. Quimby {run * (40_000 // len(run))} zeb@mail.example"
    found = scrub(text, Known()).text
    assert found.startswith("Dr. [NAME]") and "Quimby" not in found


def test_mail_addresses_are_found_wherever_they_begin():
    assert scrub("a@b@c.de, (x.y+z@mail.example) -q@r.st", Known()).text == "a@[MAIL], ([MAIL]) [MAIL]"


def test_what_overlaps_is_marked_once_and_in_order():
    found = scrub("MRN 4711-22, seen 2026-11-20 by Dr. Quimby. MRN 4711-22", Known(ids=frozenset({"4711-22"})))
    assert found.text == "MRN [ID], seen [DATE] by Dr. [NAME]. MRN [ID]"
    assert [one.start for one in found.found] == sorted(one.start for one in found.found)
